using Dinghy.DingTalk.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Dinghy.DingTalk.Tests.Stream;

public sealed class StreamFailureTests
{
    [Theory]
    [InlineData(401, """{"requestid":"ED203550-1","code":"authFailed","message":"鉴权失败"}""", DingTalkFault.Credentials, "client id or client secret", "ED203550-1")]
    [InlineData(400, """{"requestid":"866D7F8F-1","code":"systemError","message":"系统错误"}""", DingTalkFault.Refused, "receiving mode to Stream", "866D7F8F-1")]
    [InlineData(400, "<html><body>The plain HTTP request was sent to HTTPS port</body></html>", DingTalkFault.BadResponse, "web page", "proxy")]
    [InlineData(200, "", DingTalkFault.BadResponse, "empty", "gateway")]
    [InlineData(200, "\"\"", DingTalkFault.BadResponse, "empty", "gateway")]
    [InlineData(200, """{"endpoint":"wss://x/connect"}""", DingTalkFault.BadResponse, "without an endpoint and a ticket", "endpoints.api")]
    [InlineData(200, """{"endpoint":"http://x/connect","ticket":"t-secret"}""", DingTalkFault.BadResponse, "not wss", "proxy")]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.IpNotInWhiteList","requestid":"R1","message":"ip"}""", DingTalkFault.Permission, "allowed addresses", "R1")]
    [InlineData(404, """{"code":"InvalidAction.NotFound","requestid":"R2","message":"Specified api is not found, please check your url and method."}""", DingTalkFault.NotFound, "endpoints.api", "R2")]
    [InlineData(503, "<html></html>", DingTalkFault.Busy, "out of order", "503")]
    public async Task A_refused_open_says_what_to_check_and_is_tried_again(int status, string body, DingTalkFault fault, string advice, string detail)
    {
        await using var fake = await FakeDingTalk.StartAsync();
        fake.OnOpen = async (call, context) =>
        {
            if (call >= 3) return false;
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
            return true;
        };
        await using var client = new RunningClient(fake);

        var failed = await client.UntilAsync(s => s.LastError is not null);
        failed.Connected.ShouldBeFalse();
        failed.LastFault.ShouldBe(fault);
        var sentence = failed.LastError.ShouldNotBeNull();
        sentence.ShouldContain(advice);
        sentence.ShouldContain(detail);
        sentence.ShouldNotContain("s3cret");
        sentence.ShouldNotContain("t-secret");
        await fake.NextSocketAsync();
        (await client.UntilAsync(s => s.Connected)).LastFault.ShouldBe(fault, "the last fault stays readable");
    }

    [Fact]
    public async Task A_refused_handshake_asks_for_another_ticket()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        fake.OnConnect = context => context.Request.Query["ticket"] != "t+/1==";
        await using var client = new RunningClient(fake);
        (await fake.NextSocketAsync()).Ticket.ShouldBe("t+/2==");
        client.Client.Status.LastError.ShouldNotBeNull().ShouldContain("HTTP 401");
        client.Client.Status.LastError.ShouldNotBeNull().ShouldNotContain("t%2B");
    }

    [Fact]
    public async Task An_unreachable_host_is_a_network_fault()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var gone = new DingTalkEndpoints(new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:1"));
        await using var client = new RunningClient(fake, o => o with { Endpoints = gone, Backoff = _ => [TimeSpan.FromHours(1)] });
        var status = await client.UntilAsync(s => s.LastError is not null);
        status.LastFault.ShouldBe(DingTalkFault.Network);
        status.LastError.ShouldNotBeNull().ShouldContain("firewall");
    }

    [Fact]
    public async Task A_gateway_that_never_answers_is_a_time_out()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        var asked = new TaskCompletionSource();
        fake.OnOpen = async (call, context) =>
        {
            if (call > 0) return false;
            asked.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
            return true;
        };
        await using var client = new RunningClient(fake, time: time);
        await asked.Task.Within();
        time.Advance(TimeSpan.FromSeconds(10));
        (await client.UntilAsync(s => s.LastError is not null)).LastFault.ShouldBe(DingTalkFault.Timeout);
        await fake.NextSocketAsync();
    }

    [Fact]
    public async Task The_wait_between_attempts_follows_the_back_off()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        fake.OnOpen = async (call, context) =>
        {
            if (call >= 2) return false;
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("""{"code":"system.busy","message":"busy"}""");
            return true;
        };
        await using var client = new RunningClient(fake, o => o with { Backoff = _ => [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)] }, time);
        foreach (var (wait, opens) in new[] { (3.0, 1), (4.0, 2) })
        {
            await client.UntilAsync(s => s.LastFault == DingTalkFault.Busy);
            await Waiting.Until(() => time.ArmedTimers == 2);                 // the clock watch, and the wait
            time.Advance(TimeSpan.FromSeconds(wait - 0.01));
            fake.Opens.Count.ShouldBe(opens);
            time.Advance(TimeSpan.FromSeconds(0.01));
        }

        await fake.NextSocketAsync();
    }

    [Fact]
    public async Task A_client_runs_once_and_a_throwing_listener_stops_nothing()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake);
        client.Client.StatusChanged += _ => throw new InvalidOperationException("listener");
        var socket = await fake.NextSocketAsync();
        socket.Drop();
        await fake.NextSocketAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => client.Client.RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_log_holds_no_ticket_no_secret_and_no_text_above_trace()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        fake.OnConnect = context => context.Request.Query["ticket"] != "t+/1==";
        var log = new RecordingLogger();
        var client = new RunningClient(fake, log: log);
        var socket = await fake.NextSocketAsync();
        await socket.PushAsync(Frames.Callback("m1", """{"text":"pay 100"}"""));
        await socket.NextAckAsync();
        await client.StopAsync();

        var lines = log.Drain().ToList();
        lines.ShouldContain(l => l.Id == 1100 && l.Line.Contains("m1"));
        lines.ShouldAllBe(l => l.Level == Microsoft.Extensions.Logging.LogLevel.Trace || !l.Line.Contains("pay 100"));
        lines.ShouldAllBe(l => !l.Line.Contains("s3cret") && !l.Line.Contains("t+/") && !l.Line.Contains("t%2B"));
    }
}
