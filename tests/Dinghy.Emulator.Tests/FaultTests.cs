using System.Net.Sockets;
using System.Net.WebSockets;

namespace Dinghy.Emulator.Tests;

public sealed class FaultTests
{
    private const string Oto = "/v1.0/robot/oToMessages/batchSend";
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Drop_resets_all_connections_or_the_next_one()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.Drop));
        var e = await Should.ThrowAsync<WebSocketException>(() => bot.NextAsync());
        SocketErrorOf(e).ShouldBe(SocketError.ConnectionReset);
        await server.World.WaitForConnectionsAsync(0, Guard.Token);

        server.World.Faults.Set(new Fault(FaultKind.Drop) { Times = 1 });
        await Should.ThrowAsync<WebSocketException>(async () => await (await RawBot.ConnectAsync(server)).NextAsync());
        using var second = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        server.World.Faults.Active.ShouldBeEmpty();
    }

    [Fact]
    public async Task Close_1006_ends_tcp_without_a_close_frame_and_without_a_reset()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.Close1006));
        var e = await Should.ThrowAsync<WebSocketException>(() => bot.NextAsync());
        e.WebSocketErrorCode.ShouldBe(WebSocketError.ConnectionClosedPrematurely);
        SocketErrorOf(e).ShouldBeNull();
    }

    [Fact]
    public async Task A_half_open_connection_answers_no_ping_so_that_a_client_with_a_keepalive_notices()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server, o => { o.KeepAliveInterval = TimeSpan.FromMilliseconds(100); o.KeepAliveTimeout = TimeSpan.FromMilliseconds(200); });
        using var other = await RawBot.ConnectAsync(server, o => { o.KeepAliveInterval = TimeSpan.FromMilliseconds(100); o.KeepAliveTimeout = TimeSpan.FromSeconds(10); });
        var live = await server.World.WaitForConnectionsAsync(2, Guard.Token);
        server.World.Faults.Set(new Fault(FaultKind.HalfOpen) { Target = live[0].Id });
        (await server.World.WaitForConnectionsAsync(2, Guard.Token)).Count(c => c.Silent).ShouldBe(1);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Should.ThrowAsync<Exception>(() => bot.Socket.ReceiveAsync(new byte[16], patience.Token));
        patience.IsCancellationRequested.ShouldBeFalse();
        bot.Socket.State.ShouldBe(WebSocketState.Aborted);
        // The other one's pings were answered all that time.
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        other.Socket.State.ShouldBe(WebSocketState.Open);
        await server.World.SayAsync(new("manager75", "x"));
        (await other.FrameAsync()).Type.ShouldBe("CALLBACK");
    }

    [Fact]
    public async Task A_half_open_connection_swallows_pushes_and_acknowledgements()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, RobotRedeliverAfter = null });
        using var bot = await RawBot.ConnectAsync(server);
        var first = await server.World.SayAsync(new("manager75", "x"));
        var frame = await bot.FrameAsync();
        server.World.Faults.Set(new Fault(FaultKind.HalfOpen));
        await bot.AckAsync(frame);
        await server.World.SayAsync(new("manager75", "y"));
        _clock.Advance(TimeSpan.FromSeconds(3));
        (await server.World.WaitForAckAsync(first.MsgId, Guard.Token)).State.ShouldBe(PushState.Expired);
        var next = bot.NextAsync();
        server.World.Faults.Set(new Fault(FaultKind.Drop));
        await Should.ThrowAsync<WebSocketException>(() => next);
    }

    [Fact]
    public async Task Duplicate_pushes_twice_at_once_under_two_frame_ids()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.Duplicate) { Times = 1 });
        var said = await server.World.SayAsync(new("manager75", "x"));
        var (one, two) = (await bot.FrameAsync(), await bot.FrameAsync());
        two.Id.ShouldNotBe(one.Id);
        two.Data.ShouldBe(one.Data);
        server.World.PushOf(said.MsgId)!.Deliveries.ShouldBe(2);
    }

    [Fact]
    public async Task Ack_loss_leads_to_redelivery()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, RobotRedeliverAfter = TimeSpan.FromSeconds(5) });
        using var bot = await RawBot.ConnectAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.AckLoss) { Times = 1 });
        var said = await server.World.SayAsync(new("manager75", "x"));
        await bot.AckAsync(await bot.FrameAsync());
        await SpinAsync(() => server.World.Faults.Active.Count == 0);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await bot.AckAsync(await bot.FrameAsync());
        var push = await server.World.WaitForAckAsync(said.MsgId, Guard.Token);
        (push.State, push.Deliveries, push.Acks).ShouldBe((PushState.Acked, 2, 1));
    }

    [Fact]
    public async Task Slow_push_comes_late_and_its_deadline_starts_then()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        using var bot = await RawBot.ConnectAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.SlowPush) { Times = 1, Delay = TimeSpan.FromSeconds(5) });
        var said = await server.World.SayAsync(new("manager75", "x"));
        server.World.PushOf(said.MsgId)!.Deliveries.ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await bot.AckAsync(await bot.FrameAsync());
        (await server.World.WaitForAckAsync(said.MsgId, Guard.Token)).State.ShouldBe(PushState.Acked);
    }

    [Theory]
    [InlineData(FaultKind.OpenAuthFailed, 401)]
    [InlineData(FaultKind.OpenSystemError, 400)]
    [InlineData(FaultKind.OpenUnavailable, 503)]
    public async Task Opening_can_be_refused_so_many_times(FaultKind kind, int status)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.Faults.Set(new Fault(kind) { Times = 2 });
        (await server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody())).Status.ShouldBe(status);
        (await server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody())).Status.ShouldBe(status);
        (await server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Opening_can_hang_until_the_caller_gives_up()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.Faults.Set(new Fault(FaultKind.OpenHang) { Times = 1 });
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource();
        var call = http.PostAsync(new Uri(server.Address, "/v1.0/gateway/connections/open"), new StringContent(""), patience.Token);
        await SpinAsync(() => server.World.Requests().Any(r => r.Code == "hang"));
        call.IsCompleted.ShouldBeFalse();
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Refusing_the_token_revokes_it_now_or_refuses_the_next_calls()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var old = await server.TokenAsync();
        server.World.Faults.Set(new Fault(FaultKind.RefuseToken));
        (await server.PostAsync(Oto, RobotSendTests.OtoBody(), old))["code"].ShouldBe("InvalidAuthentication");
        var fresh = await server.TokenAsync();
        fresh.ShouldNotBe(old);
        (await server.PostAsync(Oto, RobotSendTests.OtoBody(), fresh)).Status.ShouldBe(200);
        server.World.Faults.Set(new Fault(FaultKind.RefuseToken) { Times = 1 });
        (await server.PostAsync(Oto, RobotSendTests.OtoBody(), fresh))["code"].ShouldBe("InvalidAuthentication");
        (await server.PostAsync(Oto, RobotSendTests.OtoBody(), fresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Token_requests_can_be_refused_until_cleared()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.Faults.Set(new Fault(FaultKind.RefuseTokenRequest));
        (await server.PostAsync("/v1.0/oauth2/accessToken", """{"appKey":"dingemulator0001","appSecret":"emulator-secret-0001"}"""))["code"].ShouldBe("invalidClientIdOrSecret");
        (await server.GetAsync("/gettoken?appkey=dingemulator0001&appsecret=emulator-secret-0001"))["errcode"].ShouldBe("40096");
        server.World.Faults.Clear(FaultKind.RefuseTokenRequest);
        (await server.TokenAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_address_that_is_not_in_the_list_is_turned_away_by_the_door_the_token_and_the_robot_calls()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var token = await server.TokenAsync();
        server.World.Faults.Set(new Fault(FaultKind.AddressNotAllowed));
        Reply[] replies =
        [
            await server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody()),
            await server.PostAsync("/v1.0/oauth2/accessToken", """{"appKey":"dingemulator0001","appSecret":"emulator-secret-0001"}"""),
            await server.PostAsync(Oto, "{}", token),
        ];
        replies.ShouldAllBe(reply => reply.Status == 403 && reply["code"] == "Forbidden.AccessDenied.IpNotInWhiteList");
    }

    [Fact]
    public async Task The_clock_that_answers_tell_can_be_ahead()
    {
        var now = _clock.GetUtcNow();
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        server.World.Faults.Set(new Fault(FaultKind.ClockAhead) { Delay = TimeSpan.FromMinutes(7) });
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await http.PostAsync(new Uri(server.Address, "/v1.0/oauth2/accessToken"), null, Guard.Token);
        (answer.Headers.Date - now).ShouldNotBeNull().ShouldBe(TimeSpan.FromMinutes(7), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Webhooks_can_expire_now_for_one_conversation_or_for_the_next_posts()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var (mine, group) = (server.World.PrivateConversation("manager75"), server.World.Groups.Single().ConversationId);
        var (a, b) = (server.World.OpenWebhook(mine).AbsoluteUri, server.World.OpenWebhook(group).AbsoluteUri);
        server.World.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Target = mine });
        (await server.PostAsync(a, WebhookTests.Text("x")))["errcode"].ShouldBe("300001");
        (await server.PostAsync(b, WebhookTests.Text("x")))["errcode"].ShouldBe("0");
        server.World.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        (await server.PostAsync(b, WebhookTests.Text("x")))["errcode"].ShouldBe("300001");
        (await server.PostAsync(b, WebhookTests.Text("x")))["errcode"].ShouldBe("0");
        server.World.Faults.Set(new Fault(FaultKind.ExpireWebhook));
        (await server.PostAsync(b, WebhookTests.Text("x")))["errcode"].ShouldBe("300001");
        (await server.PostAsync(server.World.OpenWebhook(mine).AbsoluteUri, WebhookTests.Text("x")))["errcode"].ShouldBe("0");
    }

    [Fact]
    public async Task A_webhook_can_answer_500_or_an_errcode_and_then_nothing_was_said()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var url = server.World.OpenWebhook(server.World.PrivateConversation("manager75")).AbsoluteUri;
        server.World.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "webhook", Times = 1 });
        server.World.Faults.Set(new Fault(FaultKind.Errcode) { Code = 410100, Message = "too fast", Times = 1 });
        (await server.PostAsync(url, WebhookTests.Text("x"))).Status.ShouldBe(500);
        (await server.PostAsync(url, WebhookTests.Text("x"))).Body.ShouldBe("""{"errcode":410100,"errmsg":"too fast"}""");
        server.World.BotMessages().ShouldBeEmpty();
        (await server.PostAsync(url, WebhookTests.Text("x")))["errcode"].ShouldBe("0");
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.ResetAfter, 1)]
    public async Task A_send_can_be_cut_before_or_after_it_was_done(FaultKind kind, int received)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var url = server.World.OpenWebhook(server.World.PrivateConversation("manager75")).AbsoluteUri;
        var token = await server.TokenAsync();
        server.World.Faults.Set(new Fault(kind) { Api = "webhook", Times = 1 });
        server.World.Faults.Set(new Fault(kind) { Api = "oto", Times = 1 });
        SocketErrorOf(await Should.ThrowAsync<HttpRequestException>(() => server.PostAsync(url, WebhookTests.Text("x")))).ShouldBe(SocketError.ConnectionReset);
        await Should.ThrowAsync<HttpRequestException>(() => server.PostAsync(Oto, RobotSendTests.OtoBody(), token));
        var said = server.World.BotMessages();
        said.Count.ShouldBe(received * 2);
        said.ShouldAllBe(m => !m.Receipt);
        server.World.Requests().Count(r => r.Status == 0).ShouldBe(2);
    }

    [Fact]
    public async Task A_slow_api_answers_after_its_delay()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        var url = server.World.OpenWebhook(server.World.PrivateConversation("manager75")).AbsoluteUri;
        server.World.Faults.Set(new Fault(FaultKind.Slow) { Api = "webhook", Times = 1, Delay = TimeSpan.FromSeconds(30) });
        var before = _clock.ArmedTimers;
        var call = server.PostAsync(url, WebhookTests.Text("x"));
        await SpinAsync(() => _clock.ArmedTimers > before);
        server.World.BotMessages().ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(30));
        (await call)["errcode"].ShouldBe("0");
    }

    [Fact]
    public async Task Robot_apis_can_be_throttled_or_lack_their_scope()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var token = await server.TokenAsync();
        server.World.Faults.Set(new Fault(FaultKind.Throttle) { Api = "oto", Times = 1 });
        var throttled = await server.PostAsync(Oto, RobotSendTests.OtoBody(), token);
        (throttled.Status, throttled["code"]).ShouldBe((403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"));
        server.World.Faults.Set(new Fault(FaultKind.ScopeMissing) { Times = 1 });
        var denied = await server.PostAsync(Oto, RobotSendTests.OtoBody(), token);
        (denied.Status, denied["code"]).ShouldBe((403, "Forbidden.AccessDenied.AccessTokenPermissionDenied"));
        denied.Json.GetProperty("accessdenieddetail").GetProperty("requiredScopes")[0].GetString().ShouldBe("qyapi_robot_sendmsg");
        (await server.PostAsync(Oto, RobotSendTests.OtoBody(), token)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_fault_for_one_app_leaves_the_others_alone()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Apps = [new(), new() { ClientId = "dingother", ClientSecret = "s2" }] });
        server.World.Faults.Set(new Fault(FaultKind.OpenAuthFailed) { ClientId = "dingother" });
        (await server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody())).Status.ShouldBe(200);
        (await server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody("dingother", "s2"))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Switches_are_bounded_and_checked()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        Should.Throw<ArgumentException>(() => server.World.Faults.Set(new Fault(FaultKind.Duplicate) { Times = 0 }));
        for (var i = 0; i < FaultSwitches.Limit; i++) server.World.Faults.Set(new Fault(FaultKind.Duplicate) { ClientId = "app" + i });
        Should.Throw<InvalidOperationException>(() => server.World.Faults.Set(new Fault(FaultKind.AckLoss)));
        server.World.Faults.Clear();
        server.World.Faults.Active.ShouldBeEmpty();
    }

    private static SocketError? SocketErrorOf(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket) return socket.SocketErrorCode;
        }

        return null;
    }

    /// <summary>For the few states that no event announces.</summary>
    private static async Task SpinAsync(Func<bool> until)
    {
        var guard = Guard.Token;
        while (!until())
        {
            guard.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
