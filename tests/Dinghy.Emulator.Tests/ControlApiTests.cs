using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator.Tests;

public sealed class ControlApiTests
{
    [Fact]
    public async Task A_conversation_can_be_played_over_http_alone()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        await server.PostAsync("/_emulator/people", """{"staffId":"u9","nick":"赵六"}""");
        var groups = await server.PostAsync("/_emulator/groups", """{"title":"新群","members":["u9","manager75"]}""");
        var group = groups.Json.EnumerateArray().Last().GetProperty("conversationId").GetString()!;
        var said = await server.PostAsync("/_emulator/say", $$"""{"from":"u9","text":"早","conversationId":"{{group}}"}""");
        said.Status.ShouldBe(200, said.Body);
        (await bot.FrameAsync()).Header("eventType").ShouldBe("user_add_org", "a new colleague is told of");
        var frame = await bot.FrameAsync();
        await bot.AckAsync(frame);
        await server.World.WaitForAckAsync(said["msgId"]!, Guard.Token);
        (await server.GetAsync($"/_emulator/pushes?msgId={Uri.EscapeDataString(said["msgId"]!)}")).Json[0].GetProperty("state").GetString().ShouldBe("acked");

        var poll = server.GetAsync("/_emulator/messages?after=0&wait=30");
        await server.PostAsync(frame.Message.GetProperty("sessionWebhook").GetString()!, WebhookTests.Text("好"));
        var message = (await poll).Json[0];
        message.GetProperty("text").GetString().ShouldBe("好");
        message.GetProperty("inReplyTo").GetString().ShouldBe(said["msgId"]);
        message.GetProperty("road").GetString().ShouldBe("webhook");
        (await server.GetAsync("/_emulator/messages?after=1")).Body.ShouldBe("[]");
        (await server.GetAsync("/_emulator/connections")).Json[0].GetProperty("userAgent").GetString().ShouldBe("raw/1.0");
        (await server.GetAsync("/_emulator/requests")).Json.EnumerateArray().Select(r => r.GetProperty("path").GetString()).ShouldContain("/robot/sendBySession");
        (await server.GetAsync("/_emulator/")).Json.GetProperty("connections").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Of_several_applications_each_has_its_own_private_chats()
    {
        EmulatedApp[] apps = [new() { ClientId = "ding-a", ClientSecret = "a" }, new() { ClientId = "ding-b", ClientSecret = "b" }];
        await using var server = await EmulatorServer.StartAsync(new() { Apps = apps });
        var first = (await server.GetAsync("/_emulator/people")).Json[0].GetProperty("privateConversationId").GetString();
        var second = (await server.GetAsync("/_emulator/people?clientId=ding-b")).Json[0].GetProperty("privateConversationId").GetString();
        (await server.GetAsync("/_emulator/people?clientId=ding-a")).Json[0].GetProperty("privateConversationId").GetString().ShouldBe(first);
        second.ShouldNotBe(first);
        var said = await server.PostAsync("/_emulator/say", $$"""{"from":"manager75","text":"hi","clientId":"ding-b","conversationId":"{{second}}"}""");
        said.Status.ShouldBe(200, said.Body);
        (await server.GetAsync("/_emulator/people?clientId=nobody")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Neither_secrets_nor_session_ids_are_shown()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var url = server.World.OpenWebhook(server.World.PrivateConversation("manager75"));
        await server.PostAsync(url.AbsoluteUri, WebhookTests.Text("x"));
        await server.TokenAsync();
        foreach (var path in new[] { "", "apps", "requests", "connections", "people" })
        {
            var body = (await server.GetAsync("/_emulator/" + path)).Body;
            body.ShouldNotContain(Calls.Secret);
            body.ShouldNotContain(url.Query["?session=".Length..]);
        }

        new EmulatedApp().ToString().ShouldNotContain(Calls.Secret);
        new EmulatorOptions().ToString().ShouldNotContain(Calls.Secret);
    }

    [Fact]
    public async Task Raw_frames_can_be_pushed_over_http()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var push = await server.PostAsync("/_emulator/push", """{"type":"CALLBACK","topic":"/v1.0/im/bot/messages/get","headers":{"messageId":"fixed"},"data":"{\"msgId\":\"m1\"}"}""");
        push.Json[0].GetProperty("msgId").GetString().ShouldBe("m1");
        (await bot.FrameAsync()).Id.ShouldBe("fixed");
        (await server.PostAsync("/_emulator/push", """{"rawBase64":"eyL/"}""")).Body.ShouldBe("""{"sent":true}""");
        var redelivered = await server.PostAsync("/_emulator/redeliver", """{"msgId":"m1"}""");
        redelivered.Json[0].GetProperty("deliveries").GetInt32().ShouldBe(2);
        (await server.PostAsync("/_emulator/redeliver", """{"msgId":"none"}""")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Faults_are_put_listed_used_up_and_deleted()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var put = await FaultAsync(server, "PUT", "/http_status", """{"api":"webhook","times":2,"code":502}""");
        put.Json[0].GetProperty("kind").GetString().ShouldBe("http_status");
        await FaultAsync(server, "PUT", "/slow_push", """{"delayMs":5}""");
        var url = server.World.OpenWebhook(server.World.PrivateConversation("manager75")).AbsoluteUri;
        (await server.PostAsync(url, WebhookTests.Text("x"))).Status.ShouldBe(502);
        (await server.GetAsync("/_emulator/faults")).Json[0].GetProperty("times").GetInt32().ShouldBe(1);
        (await FaultAsync(server, "DELETE", "/http_status", null)).Json.GetArrayLength().ShouldBe(1);
        (await FaultAsync(server, "DELETE", "", null)).Body.ShouldBe("[]");
        (await server.PostAsync(url, WebhookTests.Text("x")))["errcode"].ShouldBe("0");
        foreach (var kind in Enum.GetValues<FaultKind>())
            (await FaultAsync(server, "PUT", "/" + ControlFaults.Name(kind), """{"times":1}""")).Status.ShouldBe(200, kind.ToString());
    }

    [Theory]
    [InlineData("POST", "/_emulator/say", """{"from":"nobody","text":"x"}""", "nobody")]
    [InlineData("POST", "/_emulator/say", """{"text":"x"}""", "from")]
    [InlineData("POST", "/_emulator/say", """{"from":"manager75"}""", "text")]
    [InlineData("POST", "/_emulator/say", "{", "")]
    [InlineData("POST", "/_emulator/say", "null", "null")]
    [InlineData("POST", "/_emulator/say", """{"from":7}""", "")]
    [InlineData("POST", "/_emulator/groups", """{"title":"x","members":["nobody"]}""", "nobody")]
    [InlineData("POST", "/_emulator/groups", """{"title":"x"}""", "members")]
    [InlineData("POST", "/_emulator/people", """{"staffId":" "}""", "staff id")]
    [InlineData("PUT", "/_emulator/faults/none", "{}", "half_open")]
    [InlineData("PUT", "/_emulator/faults/slow", """{"api":"none"}""", "webhook")]
    [InlineData("PUT", "/_emulator/faults/slow", """{"delayMs":-1}""", "delayMs")]
    [InlineData("PUT", "/_emulator/faults/slow", """{"times":0}""", "Times")]
    public async Task A_wrong_call_is_400_and_says_what_is_wrong(string method, string path, string body, string word)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await Calls.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        reply.Status.ShouldBe(400, reply.Body);
        reply["error"]!.ShouldContain(word);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "evil.example")]
    public async Task Other_sites_and_other_host_names_are_kept_out(string header, string value)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        foreach (var path in new[] { "/", "/_emulator/say", "/_emulator/messages" })
        {
            var request = new HttpRequestMessage(path == "/_emulator/say" ? HttpMethod.Post : HttpMethod.Get, new Uri(server.Address, path));
            if (request.Method == HttpMethod.Post) request.Content = new StringContent("""{"from":"manager75","text":"x"}""", Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation(header, value);
            (await Calls.SendAsync(request)).Status.ShouldBe(403);
        }

        server.World.PushRecords().ShouldBeEmpty();
    }

    [Fact]
    public async Task Our_own_page_may_post_and_plain_text_may_not()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var origin = server.Address.GetLeftPart(UriPartial.Authority);
        (await server.PostAsync("/_emulator/say", """{"from":"manager75","text":"x"}""", origin: origin)).Status.ShouldBe(200);
        (await server.PostAsync("/_emulator/say", """{"from":"manager75","text":"x"}""", type: "text/plain")).Status.ShouldBe(400);
        (await server.PostAsync("/_emulator/reset", "", type: "text/plain")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Events_replay_from_where_a_page_left_off_and_go_on_live()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        await server.World.SayAsync(new("manager75", "first"));
        await server.World.SayAsync(new("manager75", "second"));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/_emulator/events"));
        request.Headers.Add("Last-Event-ID", "1");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Guard.Token);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Guard.Token));
        (await NextAsync(lines)).ShouldContain("\"run\":");
        (await NextAsync(lines)).ShouldContain("\"second\"");
        await server.PostAsync(server.World.OpenWebhook(server.World.PrivateConversation("manager75"), "m").AbsoluteUri, WebhookTests.Text("third"));
        var live = JsonDocument.Parse(await NextAsync(lines)).RootElement;
        live.GetProperty("kind").GetString().ShouldBe("bot");
        live.GetProperty("text").GetString().ShouldBe("third");
    }

    [Fact]
    public async Task The_page_is_one_file_that_needs_nothing_from_elsewhere()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var http = new HttpClient();
        using var response = await http.GetAsync(server.Address, Guard.Token);
        var page = await response.Content.ReadAsStringAsync(Guard.Token);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.ShouldNotContain("src=");
        page.ShouldNotContain("innerHTML");
        page.ShouldNotContain("<link");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'sha256-");
    }

    [Fact]
    public async Task The_page_hears_of_files_quotes_buttons_cards_and_recalls()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var said = await server.World.SayAsync(Speech.Of("manager75", new PictureContent(server.World.AddFile("a.png", new byte[] { 1 }))));
        var second = await server.World.SayAsync(new("manager75", "?") { Quote = said.MsgId });
        await server.PostAsync(server.World.OpenWebhook(said.ConversationId).AbsoluteUri,
            """{"msgtype":"actionCard","actionCard":{"title":"t","text":"pick","btnOrientation":"1","btns":[{"title":"A","actionURL":"dtmd://dingtalkclient/sendMessage?content=A"}]}}""");
        var key = await AftermathTests.SendAsync(server);
        server.World.Recall(key, "manager75");
        await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1");
        var entries = server.World.Feed.After(0).Where(e => e.Kind != "push").ToList();
        entries.Select(e => e.Kind).ShouldBe(["person", "person", "bot", "bot", "recall", "card"]);
        entries[0].Parts.ShouldBe([new FeedPart(null, server.World.FindFile(entries[0].Parts![0].FileId!)!.Id, "a.png", true)]);
        entries[1].Quote.ShouldBe(said.MsgId);
        (entries[2].Extras!.Body, entries[2].Extras!.Horizontal, entries[2].Extras!.Buttons.Single().Title).ShouldBe(("pick", true, "A"));
        (entries[3].Key, entries[4].Key, entries[5].Key).ShouldBe((key, key, "t1"));
        second.ConversationId.ShouldBe(entries[5].ConversationId);
    }

    [Fact]
    public async Task Reset_forgets_what_was_said_and_keeps_people_and_connections()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.SayAsync(new("manager75", "x"));
        server.World.Faults.Set(new Fault(FaultKind.AckLoss));
        await server.PostAsync("/_emulator/reset", "{}");
        server.World.PushRecords().ShouldBeEmpty();
        server.World.Faults.Active.ShouldBeEmpty();
        server.World.People.Count.ShouldBe(2);
        server.World.LiveConnections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Histories_forget_their_oldest_entries()
    {
        await using var server = await EmulatorServer.StartAsync(new() { HistoryLimit = 10, RobotRedeliverAfter = null });
        var first = await server.World.SayAsync(new("manager75", "0"));
        for (var i = 1; i < 25; i++) await server.World.SayAsync(new("manager75", $"{i}"));
        server.World.PushRecords().Select(p => p.Seq).ShouldBe(Enumerable.Range(16, 10).Select(i => (long)i));
        server.World.PushOf(first.MsgId).ShouldBeNull();
        var urls = Enumerable.Range(0, 11).Select(_ => server.World.OpenWebhook("cid==").AbsoluteUri).ToList();
        (await server.PostAsync(urls[0], WebhookTests.Text("x")))["errcode"].ShouldBe("300001");
        for (var i = 0; i < 12; i++) await server.PostAsync(urls[10], WebhookTests.Text($"{i}"));
        server.World.BotMessages().Select(m => m.Text).ShouldBe(Enumerable.Range(2, 10).Select(i => $"{i}"));
    }

    private static Task<Reply> FaultAsync(EmulatorServer server, string method, string path, string? body) =>
        Calls.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/_emulator/faults" + path))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        });

    private static async Task<string> NextAsync(StreamReader lines)
    {
        while (true)
        {
            var line = (await lines.ReadLineAsync(Guard.Token)).ShouldNotBeNull();
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return line[6..];
        }
    }
}
