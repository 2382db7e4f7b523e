using System.Text.Json;

namespace Dinghy.Emulator.Tests;

/// <summary>Every kind a person can send, as it comes over the socket.</summary>
public sealed class SpeechTests
{
    private static readonly byte[] s_bytes = [1, 2, 3];

    [Fact]
    public async Task A_picture_comes_with_a_download_code_and_no_text()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var message = await HearAsync(server, Speech.Of("manager75", new PictureContent(server.World.AddFile("猫.png", s_bytes))));
        message.GetProperty("msgtype").GetString().ShouldBe("picture");
        message.TryGetProperty("text", out _).ShouldBeFalse();
        var content = message.GetProperty("content");
        content.GetProperty("downloadCode").GetString().ShouldNotBeNullOrEmpty();
        content.GetProperty("pictureDownloadCode").GetString().ShouldBe(content.GetProperty("downloadCode").GetString());
    }

    [Fact]
    public async Task Rich_text_keeps_the_order_of_its_parts_and_plain_text_has_no_type()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var group = server.World.Groups[0].ConversationId;
        var content = new RichTextContent(new("看"), new(Picture: server.World.AddFile("a.jpg", s_bytes)), new("粗") { Style = "bold" }, new() { AtName = "李四", AtUserId = "user002" });
        var message = await HearAsync(server, Speech.Of("manager75", content) with { ConversationId = group });
        message.GetProperty("msgtype").GetString().ShouldBe("richText");
        var parts = message.GetProperty("content").GetProperty("richText");
        parts[0].GetProperty("text").GetString().ShouldBe("看");
        parts[0].TryGetProperty("type", out _).ShouldBeFalse();
        parts[1].GetProperty("type").GetString().ShouldBe("picture");
        parts[1].GetProperty("downloadCode").GetString().ShouldNotBeNullOrEmpty();
        parts[2].GetProperty("type").GetString().ShouldBe("bold");
        parts[3].GetProperty("atName").GetString().ShouldBe("李四");
    }

    [Fact]
    public async Task Files_sounds_and_films_come_as_observed()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        async Task<JsonElement> Hear(SpeechContent content)
        {
            await server.World.SayAsync(Speech.Of("manager75", content));
            var frame = await bot.FrameAsync();
            await bot.AckAsync(frame);
            return frame.Message;
        }

        var file = (await Hear(new FileContent(server.World.AddFile("预算.xlsx", s_bytes)))).GetProperty("content");
        file.GetProperty("fileName").GetString().ShouldBe("预算.xlsx");
        file.GetProperty("fileId").GetString()!.ShouldAllBe(c => char.IsDigit(c));
        var sound = server.World.AddFile("v.amr", s_bytes);
        var audio = await Hear(new AudioContent(sound, TimeSpan.FromSeconds(4), "你好"));
        audio.GetProperty("msgtype").GetString().ShouldBe("audio");
        audio.GetProperty("content").GetProperty("duration").GetInt32().ShouldBe(4000);
        audio.GetProperty("content").GetProperty("recognition").GetString().ShouldBe("你好");
        var bare = (await Hear(new AudioContent(sound))).GetProperty("content");
        bare.TryGetProperty("duration", out _).ShouldBeFalse();
        bare.TryGetProperty("recognition", out _).ShouldBeFalse();
        var film = server.World.AddFile("v.mp4", s_bytes);
        (await Hear(new VideoContent(film, TimeSpan.FromSeconds(5)))).GetProperty("content").GetProperty("duration").GetInt32().ShouldBe(5000);
        var seconds = (await Hear(new VideoContent(film, TimeSpan.FromSeconds(5), InSeconds: true))).GetProperty("content");
        seconds.GetProperty("duration").GetString().ShouldBe("5");
        seconds.GetProperty("videoType").GetString().ShouldBe("mp4");
    }

    [Fact]
    public async Task Chat_records_documents_and_unknown_kinds_come_as_observed()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        ChatRecordLine[] lines = [new("张三", "早"), new("李四", "早上好")];
        var text = (await HearAsync(server, Speech.Of("manager75", new ChatRecordContent("聊天记录", lines)))).GetProperty("content");
        text.GetProperty("chatRecord").GetString().ShouldBe("""[{"senderNick":"张三","content":"早"},{"senderNick":"李四","content":"早上好"}]""");
        var array = (await HearAsync(server, Speech.Of("manager75", new ChatRecordContent("聊天记录", lines, AsArray: true)))).GetProperty("content");
        array.GetProperty("chatRecord")[1].GetProperty("content").GetString().ShouldBe("早上好");
        var document = await HearAsync(server, Speech.Of("manager75", new DocumentContent("24", "13")));
        document.GetProperty("msgtype").GetString().ShouldBe("interactiveCard");
        document.GetProperty("content").GetProperty("biz_custom_action_url").GetString()!.ShouldContain("spaceId=24&fileId=13");
        var unknown = await HearAsync(server, Speech.Of("manager75", new UnknownContent()));
        unknown.GetProperty("content").GetProperty("unknownMsgType").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_content_can_come_as_a_string()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var message = await HearAsync(server, Speech.Of("manager75", new FileContent(server.World.AddFile("a.pdf", s_bytes))) with { ContentAsText = true });
        JsonDocument.Parse(message.GetProperty("content").GetString()!).RootElement.GetProperty("fileName").GetString().ShouldBe("a.pdf");
    }

    [Fact]
    public async Task Beyond_the_allowance_a_message_has_a_code_and_no_text()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var message = await HearAsync(server, new("manager75", "听得到吗") { OverQuota = true });
        message.GetProperty("errorCode").GetString().ShouldBe("20001");
        message.TryGetProperty("text", out _).ShouldBeFalse();
        message.TryGetProperty("content", out _).ShouldBeFalse();
        message.GetProperty("sessionWebhook").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Groups_get_no_files_unless_forced()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var file = Speech.Of("manager75", new FileContent(server.World.AddFile("a.pdf", s_bytes))) with { ConversationId = server.World.Groups[0].ConversationId };
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(file));
        await server.World.SayAsync(file with { Force = true });
        server.World.PushRecords().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_carries_what_a_person_said()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var picture = await server.World.SayAsync(Speech.Of("manager75", new PictureContent(server.World.AddFile("a.png", s_bytes))));
        var message = await HearAsync(server, new("manager75", "这是什么") { Quote = picture.MsgId });
        message.GetProperty("originalMsgId").GetString().ShouldBe(picture.MsgId);
        message.GetProperty("text").GetProperty("isReplyMsg").GetBoolean().ShouldBeTrue();
        var replied = message.GetProperty("text").GetProperty("repliedMsg");
        replied.GetProperty("msgType").GetString().ShouldBe("picture");
        replied.GetProperty("msgId").GetString().ShouldBe(picture.MsgId);
        replied.GetProperty("content").GetProperty("downloadCode").GetString().ShouldNotBeNullOrEmpty();
        replied.GetProperty("createdAt").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_reply_that_is_rich_text_carries_the_quote_in_its_content()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var said = await server.World.SayAsync(new("manager75", "早"));
        var message = await HearAsync(server, Speech.Of("manager75", new RichTextContent(new RichPart("答"))) with { Quote = said.MsgId });
        message.GetProperty("content").GetProperty("repliedMsg").GetProperty("content").GetProperty("text").GetString().ShouldBe("早");
    }

    [Fact]
    public async Task A_reply_to_the_robot_names_its_message_and_gives_only_plain_text_back()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var place = server.World.PrivateConversation("manager75");
        await server.PostAsync(server.World.OpenWebhook(place).AbsoluteUri, WebhookTests.Text("答案"));
        await server.PostAsync(
            "/v1.0/robot/oToMessages/batchSend",
            """{"robotCode":"dingemulator0001","userIds":["manager75"],"msgKey":"sampleMarkdown","msgParam":"{\"title\":\"t\",\"text\":\"**x**\"}"}""",
            await server.TokenAsync());
        var (webhook, oto) = (server.World.BotMessages()[0], server.World.BotMessages()[1]);
        var first = await HearAsync(server, new("manager75", "?") { Quote = webhook.MsgId });
        first.GetProperty("text").GetProperty("repliedMsg").GetProperty("content").GetProperty("text").GetString().ShouldBe("答案");
        first.GetProperty("text").GetProperty("repliedMsg").GetProperty("senderId").GetString().ShouldBe(first.GetProperty("chatbotUserId").GetString());
        first.TryGetProperty("originalProcessQueryKey", out _).ShouldBeFalse();
        var second = await HearAsync(server, new("manager75", "?") { Quote = oto.ProcessQueryKey });
        second.GetProperty("originalProcessQueryKey").GetString().ShouldBe(oto.ProcessQueryKey);
        second.GetProperty("text").GetProperty("repliedMsg").TryGetProperty("content", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Older_clients_quote_by_id_only_or_in_the_old_form()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var said = await server.World.SayAsync(new("manager75", "早"));
        var id = await HearAsync(server, new("manager75", "答") { Quote = said.MsgId, QuoteForm = QuoteForm.IdOnly });
        id.GetProperty("originalMsgId").GetString().ShouldBe(said.MsgId);
        id.GetProperty("text").TryGetProperty("repliedMsg", out _).ShouldBeFalse();
        var legacy = await HearAsync(server, new("manager75", "答") { Quote = said.MsgId, QuoteForm = QuoteForm.Legacy });
        legacy.GetProperty("quoteMessage").GetProperty("text").GetProperty("content").GetString().ShouldBe("早");
        legacy.GetProperty("quoteMessage").GetProperty("senderNick").GetString().ShouldBe("张三");
    }

    [Fact]
    public async Task Nothing_from_another_conversation_can_be_quoted()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var said = await server.World.SayAsync(new("user002", "geheim"));
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(new("manager75", "?") { Quote = said.MsgId }));
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(new("manager75", "?") { Quote = "none" }));
    }

    [Fact]
    public async Task All_kinds_can_be_sent_over_the_control_api()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var upload = await server.PostAsync("/_emulator/media?name=a.png", "png", type: "application/octet-stream");
        upload["type"].ShouldBe("image");
        var id = JsonSerializer.Serialize(upload["fileId"]);
        foreach (var (body, type) in new[]
        {
            ($$"""{"from":"manager75","kind":"picture","fileId":{{id}}}""", "picture"),
            ($$"""{"from":"manager75","kind":"richText","parts":[{"text":"看"},{"fileId":{{id}}}]}""", "richText"),
            ($$"""{"from":"manager75","kind":"file","fileId":{{id}}}""", "file"),
            ($$"""{"from":"manager75","kind":"audio","fileId":{{id}},"durationMs":1000,"recognition":"好"}""", "audio"),
            ($$"""{"from":"manager75","kind":"video","fileId":{{id}},"durationMs":1000,"inSeconds":true}""", "video"),
            ("""{"from":"manager75","kind":"chatRecord","title":"t","lines":[{"senderNick":"a","content":"b"}]}""", "chatRecord"),
            ("""{"from":"manager75","kind":"document","spaceId":"1","fileId":"2"}""", "interactiveCard"),
            ("""{"from":"manager75","kind":"unknown"}""", "unknownMsgType"),
            ("""{"from":"manager75","overQuota":true}""", "text"),
        })
        {
            using var bot = await RawBot.ConnectAsync(server);
            (await server.PostAsync("/_emulator/say", body)).Status.ShouldBe(200, body);
            (await bot.FrameAsync()).Message.GetProperty("msgtype").GetString().ShouldBe(type);
            server.World.Faults.Set(new Fault(FaultKind.Drop));
            await server.World.WaitForConnectionsAsync(0, Guard.Token);
        }

        (await server.GetAsync("/_emulator/media/" + Uri.EscapeDataString(upload["fileId"]!))).ShouldSatisfyAllConditions(r => r.Body.ShouldBe("png"), r => r.ContentType.ShouldBe("image/png"));
    }

    [Theory]
    [InlineData("""{"from":"manager75","kind":"picture"}""", "fileId")]
    [InlineData("""{"from":"manager75","kind":"picture","fileId":"@none"}""", "@none")]
    [InlineData("""{"from":"manager75","kind":"song"}""", "picture")]
    [InlineData("""{"from":"manager75","kind":"richText"}""", "parts")]
    [InlineData("""{"from":"manager75","text":"x","quote":"none"}""", "none")]
    [InlineData("""{"from":"manager75","text":"x","quoteForm":"odd"}""", "idOnly")]
    public async Task A_wrong_kind_is_400_and_says_what_is_wrong(string body, string word)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync("/_emulator/say", body);
        reply.Status.ShouldBe(400, reply.Body);
        reply["error"]!.ShouldContain(word);
    }

    [Fact]
    public async Task Files_for_people_are_taken_only_as_mere_bytes()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await server.PostAsync("/_emulator/media?name=a.png", "x", type: "text/plain")).Status.ShouldBe(400);
        (await server.PostAsync("/_emulator/media", "x", type: "application/octet-stream")).Status.ShouldBe(400);
        (await server.GetAsync("/_emulator/media/none")).Status.ShouldBe(404);
    }

    /// <summary>Connects, says, and gives the last message that arrives.</summary>
    private static async Task<JsonElement> HearAsync(EmulatorServer server, Speech speech)
    {
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.SayAsync(speech);
        var frame = await bot.FrameAsync();
        await bot.AckAsync(frame);
        await server.World.WaitForAckAsync(frame.Message.GetProperty("msgId").GetString()!, Guard.Token);
        server.World.Faults.Set(new Fault(FaultKind.Drop));
        await server.World.WaitForConnectionsAsync(0, Guard.Token);
        return frame.Message;
    }
}
