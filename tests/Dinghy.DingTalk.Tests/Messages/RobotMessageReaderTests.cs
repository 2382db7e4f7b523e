using System.Text.Json.Nodes;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Messages;

public sealed class RobotMessageReaderTests
{
    private static RobotMessage Message(string json)
    {
        var reading = RobotMessageReader.Read(json);
        reading.IsMessage.ShouldBeTrue(reading.Malformed?.Reason);
        return reading.Message!;
    }

    private static string With(Action<JsonObject> change)
    {
        var root = JsonNode.Parse(RobotBodies.GroupText)!.AsObject();
        change(root);
        return root.ToJsonString();
    }

    private static RobotContent Content(string type, string content) => Message(With(root =>
    {
        root["msgtype"] = type;
        root.Remove("text");
        root["content"] = JsonNode.Parse(content);
    })).Content;

    [Fact]
    public void A_group_text_is_read_whole()
    {
        var message = Message(RobotBodies.GroupText);
        message.Id.ShouldBe(new MessageId("msgrK2exampleU+riw=="));
        message.CreatedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1708327204136));
        message.Conversation.ToString().ShouldBe("cid6EUxampleSg==");
        message.Kind.ShouldBe(ConversationKind.Group);
        message.Title.ShouldBe("测试群");
        message.IsInAtList.ShouldBeTrue();
        message.AtUsers.ShouldBe([new("$:LWCP_v1:$q1w2bot==", null), new("$:LWCP_v1:$ab12==", new StaffId("manager75"))]);
        message.SenderId.ShouldBe("$:LWCP_v1:$Bv1MhAv9==");
        message.Sender.ShouldBe(new StaffId("014786028602"));
        message.SenderCorpId.ShouldBe("ding9733d0950000");
        message.SenderNick.ShouldBe("张三");
        message.IsAdmin.ShouldBeFalse();
        message.ChatbotCorpId.ShouldBe("ding9733d0950000");
        message.ChatbotUserId.ShouldBe("$:LWCP_v1:$q1w2bot==");
        message.RobotCode.ShouldBe("dingoexampledm3k");
        message.Webhook.ShouldBe(new SessionWebhook(new Uri("https://oapi.dingtalk.com/robot/sendBySession?session=66d7c695a90000000000000000deb885"), DateTimeOffset.FromUnixTimeMilliseconds(1708332604316)));
        message.MessageType.ShouldBe("text");
        message.Content.ShouldBe(new TextContent(" 你好"));
        message.ErrorCode.ShouldBeNull();
    }

    [Fact]
    public void Line_breaks_and_indents_are_untouched() =>
        Message(With(root => root["text"]!["content"] = " a\n\n    b\t c \r\n")).Content.ShouldBe(new TextContent(" a\n\n    b\t c \r\n"));

    [Fact]
    public void A_megabyte_of_text_is_read() =>
        Message(With(root => root["text"]!["content"] = new string('字', 1 << 20))).Content.ShouldBe(new TextContent(new string('字', 1 << 20)));

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character()
    {
        Message(RobotBodies.GroupText.Replace(" 你好", """\ud83d x \uDE00 \ud83d\ude00 \\ud83d""", StringComparison.Ordinal)).Content
            .ShouldBe(new TextContent("\ufffd x \ufffd 😀 \\ud83d"));
        Message(RobotBodies.GroupText.Replace(" 你好", "\ud83d!", StringComparison.Ordinal)).Content.ShouldBe(new TextContent("\ufffd!"));
    }

    [Theory]
    [InlineData("picture", """{"downloadCode":"mIof","pictureDownloadCode":"old"}""")]
    [InlineData("picture", """{"pictureDownloadCode":"mIof"}""")]
    [InlineData("picture", """ "{\"downloadCode\":\"mIof\"}" """)]
    public void Pictures(string type, string content) => Content(type, content).ShouldBe(new PictureContent("mIof"));

    [Fact]
    public void Sounds_films_and_files()
    {
        Content("audio", """{"duration":4000,"downloadCode":"m","recognition":"请帮我查一下库存"}""").ShouldBe(new AudioContent("m", TimeSpan.FromSeconds(4), "请帮我查一下库存"));
        Content("audio", """{"duration":"2000","downloadCode":"m","recognition":""}""").ShouldBe(new AudioContent("m", TimeSpan.FromSeconds(2), null));
        Content("audio", """{"downloadCode":"m"}""").ShouldBe(new AudioContent("m", null, null));
        Content("video", """{"duration":"5","videoType":"mp4","downloadCode":"m"}""").ShouldBe(new VideoContent("m", TimeSpan.FromSeconds(5), "mp4"));
        Content("video", """{"duration":4000,"videoType":"mp4","downloadCode":"m"}""").ShouldBe(new VideoContent("m", TimeSpan.FromSeconds(4), "mp4"));
        Content("video", """{"duration":1e300}""").ShouldBe(new VideoContent(null, null, null));
        Content("file", """{"spaceId":24310000000,"fileName":"预算.xlsx","downloadCode":"m","fileId":"131900000000"}""").ShouldBe(new FileContent("m", "预算.xlsx", "24310000000", "131900000000"));
        Content("file", "[]").ShouldBe(new FileContent(null, null, null, null));
    }

    [Fact]
    public void Rich_text_keeps_its_parts_in_order()
    {
        const string Content = """
            {"richText":[{"text":"你好\n"},{"type":"picture","downloadCode":"m","pictureDownloadCode":"o"},{"type":"at","atName":"李四","atUserId":"u1"},
             {"msgType":"text","content":"quoted"},{"msgType":"emoji","x":1},{"type":"bold","text":"b"},{"type":"skill","skillData":{}},{"type":"file","downloadCode":"f","fileName":"n"},5]}
            """;
        RobotMessageReaderTests.Content("richText", Content).ShouldBeOfType<RichTextContent>().Parts.ShouldBe([
            new RichTextRun("你好\n", null), new RichTextPicture("m"), new RichTextMention("李四", new StaffId("u1")), new RichTextRun("quoted", null),
            new RichTextOther("emoji"), new RichTextRun("b", "bold"), new RichTextOther("skill"), new RichTextMedia("file", "f", "n"), new RichTextOther("")]);
    }

    [Fact]
    public void Rich_text_as_a_string_and_in_its_oldest_form()
    {
        Content("richText", """ "{\"richText\":[{\"text\":\"a\"}]}" """).ShouldBeOfType<RichTextContent>().Parts.ShouldBe([new RichTextRun("a", null)]);
        Message(With(root =>
        {
            root["msgtype"] = "richText";
            root["richText"] = JsonNode.Parse("""{"richTextList":[{"text":"a"}]}""");
        })).Content.ShouldBeOfType<RichTextContent>().Parts.ShouldBe([new RichTextRun("a", null)]);
    }

    [Theory]
    [InlineData("unknownMsgType", """{"unknownMsgType":"用户发送了一条消息，机器人暂不支持接收。"}""")]
    [InlineData("news", "7")]
    public void Types_we_do_not_read_say_so(string type, string content) => Content(type, content).ShouldBe(new UnknownContent(type));

    [Theory]
    [InlineData("""{"text":"# hi"}""")]
    [InlineData("""{"content":"# hi"}""")]
    public void Markdown_is_text(string content) => Content("markdown", content).ShouldBe(new TextContent("# hi"));

    [Fact]
    public void A_used_up_allowance_comes_without_content()
    {
        var message = Message(With(root =>
        {
            root.Remove("text");
            root.Remove("msgtype");
            root["errorCode"] = 20001;
            root["errorMessage"] = "quota";
        }));
        (message.ErrorCode, message.ErrorMessage, message.MessageType).ShouldBe(("20001", "quota", ""));
        message.Content.ShouldBe(new UnknownContent(""));
    }

    [Fact]
    public void Numbers_may_be_strings_and_strings_numbers()
    {
        var message = Message(With(root =>
        {
            root["createAt"] = "1708327204136";
            root["conversationType"] = 1;
            root["sessionWebhookExpiredTime"] = "1708332604316";
            root["isInAtList"] = "true";
            root["isAdmin"] = "true";
            root["senderStaffId"] = 147;
        }));
        message.CreatedAt.ToUnixTimeMilliseconds().ShouldBe(1708327204136);
        message.Kind.ShouldBe(ConversationKind.Private);
        message.Webhook!.ExpiresAt.ToUnixTimeMilliseconds().ShouldBe(1708332604316);
        (message.IsInAtList, message.IsAdmin, message.Sender).ShouldBe((true, true, new StaffId("147")));
    }

    [Fact]
    public void A_webhook_without_expiry_lives_ninety_minutes_and_a_bad_one_is_none()
    {
        Message(With(root => root.Remove("sessionWebhookExpiredTime"))).Webhook!.ExpiresAt.ToUnixTimeMilliseconds().ShouldBe(1708327204136 + 5_400_000);
        Message(With(root => root["sessionWebhook"] = "file:///etc/passwd")).Webhook.ShouldBeNull();
        Message(With(root => root["sessionWebhook"] = "not a url")).Webhook.ShouldBeNull();
        Message(With(root => root["sessionWebhook"] = new JsonObject())).Webhook.ShouldBeNull();
    }

    [Fact]
    public void Someone_of_another_organisation_has_no_staff_id() => Message(With(root => root.Remove("senderStaffId"))).Sender.ShouldBeNull();

    [Theory]
    [InlineData("msgId", "missing_msgId", false)]
    [InlineData("conversationId", "missing_conversationId", true)]
    [InlineData("conversationType", "missing_conversationType", true)]
    [InlineData("msgtype", "missing_msgtype", true)]
    public void A_missing_field_is_named_and_the_id_kept(string field, string reason, bool hasId)
    {
        foreach (var json in new[] { With(root => root.Remove(field)), With(root => root[field] = null), With(root => root[field] = "") })
        {
            var malformed = RobotMessageReader.Read(json).Malformed.ShouldNotBeNull();
            malformed.Reason.ShouldBe(reason);
            malformed.MessageId.ShouldBe(hasId ? new MessageId("msgrK2exampleU+riw==") : null);
        }
    }

    [Fact]
    public void No_sender_at_all_and_wrong_types_are_named()
    {
        static string? Reason(Action<JsonObject> change) => RobotMessageReader.Read(With(change)).Malformed?.Reason;
        Reason(root => { root.Remove("senderId"); root.Remove("senderStaffId"); }).ShouldBe("missing_senderId");
        Reason(root => root.Remove("senderId")).ShouldBeNull();
        Reason(root => root["msgId"] = new JsonArray()).ShouldBe("bad_msgId");
        Reason(root => root["msgId"] = new string('m', 513)).ShouldBe("bad_msgId");
        Reason(root => root["conversationType"] = "3").ShouldBe("bad_conversationType");
    }

    [Theory]
    [InlineData("", "json")]
    [InlineData("{", "json")]
    [InlineData("{}x", "json")]
    [InlineData("[]", "not_object")]
    [InlineData("null", "not_object")]
    [InlineData("\"x\"", "not_object")]
    [InlineData("{}", "missing_msgId")]
    public void What_is_no_message_is_malformed(string data, string reason) => RobotMessageReader.Read(data).Malformed!.Reason.ShouldBe(reason);

    [Fact]
    public void Deep_nesting_is_malformed_and_harmless() => RobotMessageReader.Read(new string('[', 100_000)).Malformed!.Reason.ShouldBe("json");

    [Fact]
    public void Mentions_and_parts_have_a_bound()
    {
        Message(With(root => root["atUsers"] = new JsonArray([.. Enumerable.Range(0, 3000).Select(i => new JsonObject { ["staffId"] = $"s{i}" })]))).AtUsers.Count.ShouldBe(RobotMessageReader.MaxAtUsers);
        Content("richText", "{\"richText\":[" + string.Join(',', Enumerable.Repeat("{\"text\":\"a\"}", 5000)) + "]}")
            .ShouldBeOfType<RichTextContent>().Parts.Count.ShouldBe(RobotMessageReader.MaxParts);
    }
}
