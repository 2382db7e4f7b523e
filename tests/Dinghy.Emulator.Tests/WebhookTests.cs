using System.Text.Json;

namespace Dinghy.Emulator.Tests;

public sealed class WebhookTests
{
    [Fact]
    public async Task An_answer_appears_where_the_question_was_asked_and_names_it()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var group = server.World.Groups.Single().ConversationId;
        var said = await server.World.SayAsync(new("user002", "?") { ConversationId = group });
        var webhook = (await bot.FrameAsync()).Message.GetProperty("sessionWebhook").GetString()!;
        var reply = await server.PostAsync(webhook, """{"msgtype":"markdown","markdown":{"title":"答","text":"# 好"},"at":{"atUserIds":["user002"]}}""");
        (reply.Status, reply.Body).ShouldBe((200, """{"errcode":0,"errmsg":"ok"}"""));
        var message = (await server.World.WaitForBotMessagesAsync(1, m => m.InReplyTo == said.MsgId, Guard.Token)).Single();
        (message.ConversationId, message.Road, message.Kind, message.Title, message.Text).ShouldBe((group, "webhook", "markdown", "答", "# 好"));
        message.ArrivedAt.ShouldBeGreaterThan(said.PushedAt);
    }

    [Theory]
    [InlineData("""{"msgtype":"text","text":{"content":"hi"}}""", "hi")]
    [InlineData("""{"msgtype":"link","link":{"title":"t","text":"x","messageUrl":"https://a.example/"}}""", "x\n\n[t](https://a.example/)")]
    [InlineData("""{"msgtype":"actionCard","actionCard":{"title":"t","text":"x","singleTitle":"go","singleURL":"https://a.example/"}}""", "x\n\n[go](https://a.example/)")]
    [InlineData("""{"msgtype":"actionCard","actionCard":{"title":"t","text":"x","btns":[{"title":"y","actionURL":"https://a.example/"}]}}""", "x\n\n[y](https://a.example/)")]
    [InlineData("""{"msgtype":"feedCard","feedCard":{"links":[{"title":"t","messageURL":"https://a.example/","picURL":"p"}]}}""", "[t](https://a.example/)")]
    [InlineData("""{"msgtype":"empty"}""", "")]
    public async Task Every_kind_is_taken(string body, string text)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await PostAsync(server, body))["errcode"].ShouldBe("0");
        server.World.BotMessages().Single().Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("", "40035")]
    [InlineData("{}", "40035")]
    [InlineData("""{"msgtype":"text"}""", "40035")]
    [InlineData("""{"msgtype":"text","text":"hi"}""", "40035")]
    [InlineData("{", "400002")]
    [InlineData("[]", "400002")]
    [InlineData("""{"msgtype":"text","text":{}}""", "400002")]
    [InlineData("""{"msgtype":"text","text":{"content":7}}""", "400002")]
    [InlineData("""{"msgtype":"text","text":{"content":"\ud800"}}""", "400002")]
    [InlineData("""{"msgtype":"markdown","markdown":{"text":"x"}}""", "400002")]
    [InlineData("""{"msgtype":"markdown","markdown":{"title":"x"}}""", "400002")]
    [InlineData("""{"msgtype":"link","link":{"title":"t","text":"x"}}""", "400002")]
    [InlineData("""{"msgtype":"actionCard","actionCard":{"title":"t","text":"x"}}""", "400002")]
    [InlineData("""{"msgtype":"feedCard","feedCard":{"links":[]}}""", "400002")]
    [InlineData("""{"msgtype":"image","image":{"media_id":"x"}}""", "400105")]
    [InlineData("""{"msgtype":"file"}""", "400105")]
    public async Task A_wrong_body_is_http_200_with_an_errcode_and_no_message(string body, string errcode)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await PostAsync(server, body);
        (reply.Status, reply["errcode"]).ShouldBe((200, errcode));
        server.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_content_type_is_43004()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var url = server.World.OpenWebhook(server.World.PrivateConversation("manager75"));
        (await server.PostAsync(url.AbsoluteUri, "msgtype=text", type: "application/x-www-form-urlencoded"))["errcode"].ShouldBe("43004");
    }

    [Fact]
    public async Task A_text_may_have_20000_bytes_and_no_more()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await PostAsync(server, Text(new string('字', 6666) + "xx")))["errcode"].ShouldBe("0");
        (await PostAsync(server, Text(new string('字', 6667))))["errcode"].ShouldBe("460101");
        server.World.BotMessages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task More_than_50_mentions_are_refused()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        string Body(int count) => $$"""{"msgtype":"text","text":{"content":"x"},"at":{"atUserIds":{{JsonSerializer.Serialize(Enumerable.Range(0, count).Select(i => "u" + i))}} } }""";
        (await PostAsync(server, Body(50)))["errcode"].ShouldBe("0");
        (await PostAsync(server, Body(51)))["errcode"].ShouldBe("400002");
    }

    [Fact]
    public async Task A_session_lives_as_long_as_announced_and_an_unknown_one_is_300001()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock });
        var url = server.World.OpenWebhook(server.World.PrivateConversation("manager75")).AbsoluteUri;
        clock.Advance(TimeSpan.FromMinutes(90) - TimeSpan.FromMilliseconds(1));
        (await server.PostAsync(url, Text("in time")))["errcode"].ShouldBe("0");
        clock.Advance(TimeSpan.FromSeconds(1));
        var late = await server.PostAsync(url, Text("late"));
        late.Body.ShouldBe("""{"errcode":300001,"errmsg":"session 不存在"}""");
        (await server.PostAsync("/robot/sendBySession?session=none", Text("x")))["errcode"].ShouldBe("300001");
        (await server.PostAsync("/robot/sendBySession", Text("x")))["errcode"].ShouldBe("300001");
    }

    internal static string Text(string text) => $$"""{"msgtype":"text","text":{"content":{{JsonSerializer.Serialize(text)}} } }""";

    private static Task<Reply> PostAsync(EmulatorServer server, string body) =>
        server.PostAsync(server.World.OpenWebhook(server.World.PrivateConversation("manager75")).AbsoluteUri, body);
}
