using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Tests.Messages;

public sealed class SharedContentTests
{
    private static RobotContent Content(string type, string content) =>
        RobotMessageReader.Read($$"""{"msgId":"m","conversationId":"c","conversationType":"1","senderId":"s","msgtype":"{{type}}","content":{{content}}}""").Message.ShouldNotBeNull().Content;

    [Fact]
    public void A_shared_document_names_its_place_in_the_drive()
    {
        const string Url = "dingtalk://dingtalkclient/page/yunpan?route=previewDentry&spaceId=24%3D&fileId=13&type=file";
        Content("interactiveCard", $$"""{"title":"周报","biz_custom_action_url":"{{Url}}"}""").ShouldBe(new CardContent("周报", null, Url, "24=", "13"));
        Content("interactiveCard", """{"biz_custom_action_url":"https://x"}""").ShouldBe(new CardContent(null, null, "https://x", null, null));
        Content("interactiveCard", """{"biz_custom_action_url":"x?spaceId=%zz&fileId="}""").ShouldBe(new CardContent(null, null, "x?spaceId=%zz&fileId=", "%zz", null));
        Content("interactiveCard", "{}").ShouldBe(new CardContent(null, null, null, null, null));
    }

    [Fact]
    public void An_action_card_keeps_its_links()
    {
        var card = Content("actionCard", """{"title":"t","text":"x","actionUrlItemList":[{"actionUrl":"https://a"},{},{"actionUrl":"https://b"}]}""").ShouldBeOfType<ActionCardContent>();
        (card.Title, card.Text).ShouldBe(("t", "x"));
        card.Urls.ShouldBe(["https://a", "https://b"]);
    }

    [Theory]
    [InlineData("""{"title":"t","summary":"[]","chatRecord":"[{\"senderNick\":\"张三\",\"content\":\"早\"}]"}""")]
    [InlineData("""{"title":"t","records":[{"senderName":"张三","senderId":"x","text":"早"}]}""")]
    [InlineData("""{"title":"t","messages":[{"sender":"张三","message":"早"}]}""")]
    [InlineData("""{"title":"t","chatRecord":{"records":[{"senderName":"张三","body":"早"}]}}""")]
    [InlineData("""{"title":"t","chatRecord":[],"messages":[{"senderNick":"张三","content":{"text":"早"}}]}""")]
    public void A_forwarded_chat_record_is_read_however_it_is_spelled(string content)
    {
        var record = Content("chatRecord", content).ShouldBeOfType<ChatRecordContent>();
        (record.Title, record.Summary).ShouldBe(("t", null));
        record.Lines.ShouldBe([new ChatRecordLine("张三", "早", null, null, null)]);
    }

    [Fact]
    public void Lines_that_are_no_text_keep_their_kind_and_code()
    {
        var record = Content("chatRecord", """{"summary":"张三: 早","chatRecord":[{"senderId":"s","msgType":"picture","content":{"downloadCode":"d"},"createAt":1769851600000},"bare",{},7]}""").ShouldBeOfType<ChatRecordContent>();
        record.Summary.ShouldBe("张三: 早");
        record.Lines.ShouldBe([
            new("s", "", "picture", "d", DateTimeOffset.FromUnixTimeMilliseconds(1769851600000)), new("", "bare", null, null, null), new("", "", null, null, null), new("", "7", null, null, null)]);
    }

    [Fact]
    public void A_chat_record_has_a_bound() =>
        Content("chatRecord", "{\"records\":[" + string.Join(',', Enumerable.Repeat("{\"text\":\"a\"}", 3000)) + "]}")
            .ShouldBeOfType<ChatRecordContent>().Lines.Count.ShouldBe(RobotMessageReader.MaxChatRecordLines);

    [Theory]
    [InlineData("chatRecord", "7")]
    [InlineData("chatRecord", """{"chatRecord":"not json"}""")]
    [InlineData("chatRecord", """{"chatRecord":{"chatRecord":{}}}""")]
    public void A_chat_record_without_lines_is_an_empty_one(string type, string content) => Content(type, content).ShouldBeOfType<ChatRecordContent>().Lines.ShouldBeEmpty();

    [Fact]
    public void Emoji_skills_and_new_elements_with_text_stay_readable() =>
        Content("richText", """{"richText":[{"type":"emoji","name":"[赞]"},{"type":"skill","skillData":{"skillId":"k","displayName":"翻译"}},{"type":"underline","text":"u"},{"type":"hr"}]}""")
            .ShouldBeOfType<RichTextContent>().Parts.ShouldBe([new RichTextEmoji("[赞]"), new RichTextSkill("翻译", "k"), new RichTextRun("u", "underline"), new RichTextOther("hr")]);
}
