using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Tests.Messages;

public sealed class QuoteTests
{
    private const string Head = """{"msgId":"m1","conversationId":"c1","conversationType":"1","senderId":"$:LWCP_v1:$a","chatbotUserId":"$:LWCP_v1:$bot",""";

    private static RobotMessage Message(string rest) => RobotMessageReader.Read(Head + rest + "}").Message.ShouldNotBeNull();

    private static QuotedMessage Quote(string rest) => Message(rest).Quote.ShouldNotBeNull();

    private static QuotedMessage Replied(string replied) =>
        Quote($$""" "msgtype":"text","text":{"content":"总结","isReplyMsg":true,"repliedMsg":{{replied}}} """);

    [Fact]
    public void A_picture_replied_to_is_read_whole()
    {
        var message = Message(""" "msgtype":"text","originalMsgId":"msgOrig==","text":{"content":"总结一下这个","isReplyMsg":true,"repliedMsg":{"msgType":"picture","msgId":"msgOrig==","senderId":"$:LWCP_v1:$aa==","createdAt":1769851600000,"content":{"downloadCode":"mIof"}}} """);
        message.Content.ShouldBe(new TextContent("总结一下这个"));
        message.Quote.ShouldBe(new QuotedMessage
        {
            Id = new("msgOrig=="),
            OriginalId = new("msgOrig=="),
            MessageType = "picture",
            Content = new PictureContent("mIof"),
            SenderId = "$:LWCP_v1:$aa==",
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1769851600000),
        });
    }

    [Theory]
    [InlineData("""{"msgType":"text","content":{"text":"早"}}""")]
    [InlineData("""{"msgType":"text","content":"{\"text\":\"早\"}"}""")]
    [InlineData("""{"content":{"text":"早"}}""")]
    [InlineData("""{"msgtype":"text","text":{"content":"早"}}""")]
    [InlineData("""{"text":{"content":"早"}}""")]
    public void A_quoted_text_is_read_however_it_is_spelled(string replied)
    {
        var quote = Replied(replied);
        (quote.MessageType, quote.Content).ShouldBe(("text", new TextContent("早")));
    }

    [Fact]
    public void Quoted_kinds_have_the_contents_they_have_outside()
    {
        Replied("""{"msgType":"file","content":{"spaceId":"1","fileName":"a.pdf","downloadCode":"d","fileId":"2"}}""").Content.ShouldBe(new FileContent("d", "a.pdf", "1", "2"));
        Replied("""{"msgType":"audio","content":{"duration":"2000","downloadCode":"d"}}""").Content.ShouldBe(new AudioContent("d", TimeSpan.FromSeconds(2), null));
        Replied("""{"msgType":"video","content":{"duration":"1","downloadCode":"d","videoType":"mp4"}}""").Content.ShouldBe(new VideoContent("d", TimeSpan.FromSeconds(1), "mp4"));
        Replied("""{"content":{"richText":[{"msgType":"text","content":"a"},{"msgType":"emoji","text":"[微笑]"},{"msgType":"at","atName":"李四"},{"msgType":"picture","downloadCode":"p"}]}}""")
            .Content.ShouldBeOfType<RichTextContent>().Parts.ShouldBe([new RichTextRun("a", null), new RichTextEmoji("[微笑]"), new RichTextMention("李四", null), new RichTextPicture("p")]);
    }

    [Theory]
    [InlineData("""{"msgType":"unknownMsgType"}""")]
    [InlineData("""{"msgType":"chatRecord"}""")]
    [InlineData("""{"msgType":"interactiveCard","senderId":"x"}""")]
    public void A_quote_without_content_says_so(string replied) => Replied(replied).Content.ShouldBeNull();

    [Fact]
    public void The_robots_own_card_is_known_by_its_sender_and_found_by_its_key()
    {
        var quote = Quote(""" "msgtype":"text","originalMsgId":"o","originalProcessQueryKey":"carrier=","text":{"content":"?","isReplyMsg":true,"repliedMsg":{"msgType":"interactiveCard","senderId":"$:LWCP_v1:$bot"}} """);
        (quote.FromRobot, quote.ProcessQueryKey, quote.Id, quote.Content).ShouldBe((true, "carrier=", new MessageId("o"), null));
    }

    [Fact]
    public void Somebody_elses_message_is_not_the_robots_even_with_a_key() =>
        Quote(""" "msgtype":"text","originalProcessQueryKey":"k","text":{"content":"?","repliedMsg":{"msgType":"text","senderId":"$:LWCP_v1:$other","content":{"text":"x"}}} """).FromRobot.ShouldBeFalse();

    [Fact]
    public void Only_an_id_or_only_a_key_is_a_quote_all_the_same()
    {
        var byId = Quote(""" "msgtype":"text","originalMsgId":"o","text":{"content":"?","isReplyMsg":true} """);
        (byId.Id, byId.Content, byId.MessageType, byId.FromRobot).ShouldBe((new MessageId("o"), null, "", false));
        Quote(""" "msgtype":"text","originalProcessQueryKey":"k","text":{"content":"?"} """).FromRobot.ShouldBeTrue("no sender came, but a receipt of ours");
        Quote(""" "msgtype":"text","text":{"content":"?","isReplyMsg":"true"} """).ShouldBe(new QuotedMessage());
    }

    [Fact]
    public void A_message_that_replies_to_nothing_has_no_quote()
    {
        Message(""" "msgtype":"text","text":{"content":"x","isReplyMsg":false} """).Quote.ShouldBeNull();
        Message(""" "msgtype":"text","originalMsgId":"m1","text":{"content":"x"} """).Quote.ShouldBeNull("its own id is not a quote");
        Message(""" "msgtype":"text","text":{"content":"x","repliedMsg":null} """).Quote.ShouldBeNull();
    }

    [Fact]
    public void A_reply_in_rich_text_carries_its_quote_in_the_content()
    {
        var message = Message(""" "msgtype":"richText","content":{"richText":[{"text":"看"}],"isReplyMsg":true,"repliedMsg":{"msgType":"text","content":{"text":"原文"}}} """);
        message.Content.ShouldBeOfType<RichTextContent>().Parts.ShouldBe([new RichTextRun("看", null)]);
        message.Quote!.Content.ShouldBe(new TextContent("原文"));
    }

    [Fact]
    public void Legacy_forms_are_read()
    {
        var old = Quote(""" "msgtype":"text","quoteMessage":{"msgId":"q","msgtype":"text","text":{"content":"旧"},"senderNick":"王","senderId":"s"},"text":{"content":"?"} """);
        (old.Id, old.Content, old.SenderNick, old.SenderId).ShouldBe((new MessageId("q"), new TextContent("旧"), "王", "s"));
        Quote(""" "msgtype":"richText","content":{"richText":[{"text":"?"}],"quoteContent":"原文"} """).Content.ShouldBe(new TextContent("原文"));
        Quote(""" "msgtype":"reply","content":{"text":"?","quoteContent":{"msgType":"text","content":{"text":"原文"}}} """).Content.ShouldBe(new TextContent("原文"));
    }

    [Fact]
    public void A_quote_of_a_quote_is_read_to_three_levels()
    {
        var nested = """{"msgType":"text","content":{"text":"deepest"}}""";
        for (var level = 5; level > 0; level--) nested = $$"""{"msgType":"text","content":{"text":"{{level}}"},"repliedMsg":{{nested}}}""";
        var quote = Replied(nested);
        quote.Content.ShouldBe(new TextContent("1"));
        quote.Quote!.Content.ShouldBe(new TextContent("2"));
        quote.Quote.Quote!.Content.ShouldBe(new TextContent("3"));
        quote.Quote.Quote.Quote.ShouldBeNull();
    }

    [Fact]
    public void Wrong_types_in_a_quote_leave_the_message_readable()
    {
        foreach (var replied in new[] { "5", "[]", "\"x\"", "true", """{"msgType":{},"content":7}""", """{"msgType":"picture","content":[]}""" })
            Message($$""" "msgtype":"text","text":{"content":"hi","repliedMsg":{{replied}}} """).Content.ShouldBe(new TextContent("hi"));
    }
}
