using System.Net;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>DingTalk posts to us: messages, events, and both ways at once.</summary>
public sealed class HttpModeScenarios
{
    [Fact]
    public async Task A_message_that_is_posted_is_answered_and_the_page_finds_its_lines()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(channel: keys => keys["agent_id"] = "12345678"));
        await lab.Gateway.LineAsync(HttpLab.Started);
        lab.Gateway.Out.All.ShouldBe(
        [
            "Starting DingTalk channel (HTTP Mode)...", "Channel registered: main (type=dingtalk, agent=default)",
            "DingTalk webhook active on /webhooks/dingtalk", "Agent ID: 12345678", HttpLab.Started,
        ]);

        (await lab.AskAsync("user002", "over HTTP")).Text.ShouldContain("over HTTP");
        (await lab.AskAsync("user002", "in the group", lab.World.Groups[0].ConversationId)).Text.ShouldContain("in the group");
        lab.World.Callbacks().ShouldAllBe(call => call.Status == 200 && call.Accepted);
        lab.World.LiveConnections.ShouldBeEmpty();
        (await lab.GetAsync("/ready")).Code.ShouldBe(200);
        (await lab.StatusAsync()).NotReady.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_come_encrypted_and_plain_and_the_address_is_checked(bool encrypted)
    {
        await using var lab = await HttpLab.StartAsync(
            HttpLab.Options(pair: encrypted, channel: keys => keys["track_read"] = true),
            encrypted ? new HttpCallbacks { Token = HttpLab.Token, AesKey = HttpLab.AesKey } : null);
        (await lab.World.CheckCallbackAsync()).ShouldBeNull();
        await lab.Gateway.LogAsync(line => line.Contains("[2347]"), "the check");

        // A message of the robot's own, by OpenAPI since the webhook is gone, is read.
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        var said = await lab.SayAsync("user002", "tell me");
        var answer = (await lab.BotMessagesAsync(1, message => message.ProcessQueryKey is not null, "the answer by OpenAPI"))[0];
        (await lab.OutcomeAsync(said)).ShouldStartWith("answered");
        var read = lab.World.Read(answer.ProcessQueryKey!, "user002")!;
        (await lab.AckAsync(read.Seq)).State.ShouldBe(PushState.Acked);
        (await lab.GetAsync("/metrics")).Body.ShouldContain("dinghy_events_received_total{result=\"read\"} 1");
    }

    [Fact]
    public async Task A_message_that_comes_by_both_ways_is_answered_once()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options("both"));
        await lab.Gateway.LineAsync(TestLab.Connected);
        lab.Gateway.Out.All.ShouldContain("DingTalk webhook active on /webhooks/dingtalk");
        for (var i = 0; i < 10; i++)
        {
            var said = await lab.SayAsync("user002", $"twice {i}");
            (await lab.AnswerAsync(said)).Text.ShouldContain($"twice {i}");
            (await lab.AckAsync(said)).Deliveries.ShouldBe(2);
        }

        lab.World.BotMessages().Count.ShouldBe(10);
        await lab.Gateway.LogAsync(line => line.Contains("[2002]"), "a duplicate");
    }

    [Fact]
    public async Task The_listener_serves_nothing_else()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options());
        var url = lab.World.CallbacksOf().Robot!;
        foreach (var path in (string[])["/", "/health", "/ready", "/metrics", "/api/status", "/webhooks", "/webhooks/dingtalk/other", "/webhooks/dingtalk/"])
            (await HttpLab.PostAsync(new Uri(url, path))).ShouldBe(HttpStatusCode.NotFound, path);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        (await http.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await HttpLab.PostAsync(url)).ShouldBe(HttpStatusCode.Forbidden);
        (await HttpLab.PostAsync(new Uri(url, "/webhooks/dingtalk/main"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Two_accounts_share_the_port_and_each_has_its_path()
    {
        EmulatedApp other = new() { ClientId = "dingother0001", ClientSecret = "other-secret", Name = "Other", StreamMode = false };
        var options = HttpLab.Options(dingTalk: new EmulatorOptions { Apps = [new() { StreamMode = false }, other] }, channel: keys => keys["accounts"] = new JsonObject
        {
            ["main"] = new JsonObject { ["agent_id"] = "1" },
            ["other"] = new JsonObject { ["client_id"] = other.ClientId, ["client_secret"] = other.ClientSecret },
        });
        await using var lab = await TestLab.StartAsync(options);
        await lab.StartGatewayAsync(untilConnected: false);
        var (main, second) = (await lab.WebhookAsync(), await lab.WebhookAsync("other"));
        (main.AbsolutePath, second.AbsolutePath, main.Port).ShouldBe(("/webhooks/dingtalk/main", "/webhooks/dingtalk/other", second.Port));
        await lab.Gateway.LineAsync("DingTalk webhook active on /webhooks/dingtalk/other [other]");
        await lab.Gateway.LineAsync("Agent ID: 1 [main]");

        // At its own path, and at the one they share, told apart by who signed.
        foreach (var path in (string[])["/webhooks/dingtalk/other", "/webhooks/dingtalk"])
        {
            lab.World.SetCallbacks(new HttpCallbacks { Robot = new Uri(main, path) }, other.ClientId);
            var said = await lab.World.SayAsync(new Speech("user002", "to the other " + path) { ClientId = other.ClientId });
            (await lab.AnswerAsync(said)).ClientId.ShouldBe(other.ClientId);
        }

        // At the other's path nothing of one's own is taken.
        lab.World.SetCallbacks(new HttpCallbacks { Robot = new Uri(main, "/webhooks/dingtalk/main") }, other.ClientId);
        var lost = await lab.World.SayAsync(new Speech("user002", "at the wrong door") { ClientId = other.ClientId });
        await lab.Gateway.LogAsync(line => line.Contains("[2344] Account main") && line.Contains("BadSignature"), "the refusal");
        lab.World.BotMessages().ShouldAllBe(message => message.InReplyTo != lost.MsgId);
    }
}
