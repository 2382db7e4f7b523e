using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.OpenApi;

public sealed class SessionWebhookClientTests
{
    private readonly ManualTimeProvider _time = new();

    private SessionWebhook Webhook(int minutes = 90) => new(new Uri("https://oapi.dingtalk.com/robot/sendBySession?session=5ecret"), _time.GetUtcNow().AddMinutes(minutes));

    [Theory]
    [InlineData("""{"errcode":0,"errmsg":"ok"}""")]
    [InlineData("""{"errcode":"0","errmsg":"ok"}""")]
    [InlineData("""{"errcode":0,"errmsg":"ok","success":true,"code":"0"}""")]
    public async Task Errcode_zero_is_delivered(string body)
    {
        using var handler = StubHandler.Answering(body);
        using var http = handler.Client();
        await new SessionWebhookClient(http, _time).SendAsync(Webhook(), new RobotMarkdown("标题", "#### 你好\n\n  <b>"), CancellationToken.None);
        handler.Requests.Single().Body.ShouldBe("""{"msgtype":"markdown","markdown":{"title":"标题","text":"#### 你好\n\n  <b>"}}""");
        handler.Requests.Single().Url.ShouldBe(Webhook().Url);
    }

    [Fact]
    public async Task Text_goes_as_text()
    {
        using var handler = StubHandler.Answering("""{"errcode":0}""");
        using var http = handler.Client();
        await new SessionWebhookClient(http, _time).SendAsync(Webhook(), new RobotText("hi"), CancellationToken.None);
        handler.Requests.Single().Body.ShouldBe("""{"msgtype":"text","text":{"content":"hi"}}""");
    }

    [Fact]
    public async Task An_expired_webhook_is_not_even_called()
    {
        using var handler = StubHandler.Answering("""{"errcode":0}""");
        using var http = handler.Client();
        var webhook = Webhook();
        var client = new SessionWebhookClient(http, _time);
        _time.Advance(TimeSpan.FromMinutes(90) - TimeSpan.FromMilliseconds(1));
        await client.SendAsync(webhook, new RobotText("in time"), CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var e = await Should.ThrowAsync<DingTalkApiException>(() => client.SendAsync(webhook, new RobotText("too late"), CancellationToken.None));
        (e.Fault, e.Certain).ShouldBe((DingTalkFault.WebhookExpired, true));
        handler.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public async Task A_broken_connection_is_certain_only_if_there_never_was_one(HttpRequestError error, bool certain)
    {
        using var handler = new StubHandler(StubHandler.Throw(new HttpRequestException(error)));
        using var http = handler.Client();
        var e = await Should.ThrowAsync<DingTalkApiException>(() => new SessionWebhookClient(http, _time).SendAsync(Webhook(), new RobotText("hi"), CancellationToken.None));
        (e.Fault, e.Certain).ShouldBe((DingTalkFault.Network, certain));
    }

    [Fact]
    public async Task No_answer_within_ten_seconds_is_a_time_out_in_doubt()
    {
        var called = new TaskCompletionSource();
        using var handler = new StubHandler(_ =>
        {
            called.SetResult();
            return new TaskCompletionSource<HttpResponseMessage>().Task;
        });
        using var http = handler.Client();
        var sending = new SessionWebhookClient(http, _time).SendAsync(Webhook(), new RobotText("hi"), CancellationToken.None);
        await called.Task.Within();
        _time.Advance(TimeSpan.FromSeconds(9.9));
        sending.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        var e = await Should.ThrowAsync<DingTalkApiException>(() => sending.Within());
        (e.Fault, e.Certain).ShouldBe((DingTalkFault.Timeout, false));
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_no_fault_of_DingTalk()
    {
        using var stop = new CancellationTokenSource();
        using var handler = new StubHandler(_ =>
        {
            stop.Cancel();
            return new TaskCompletionSource<HttpResponseMessage>().Task;
        });
        using var http = handler.Client();
        await Should.ThrowAsync<OperationCanceledException>(() => new SessionWebhookClient(http, _time).SendAsync(Webhook(), new RobotText("hi"), stop.Token).Within());
    }

    [Fact]
    public async Task A_refused_connection_over_the_real_network_is_certain()
    {
        using var http = new HttpClient();
        var webhook = new SessionWebhook(new Uri("http://127.0.0.1:1/x"), TimeProvider.System.GetUtcNow().AddMinutes(1));
        var e = await Should.ThrowAsync<DingTalkApiException>(() => new SessionWebhookClient(http, TimeProvider.System).SendAsync(webhook, new RobotText("hi"), CancellationToken.None));
        (e.Fault, e.Certain, e.Status).ShouldBe((DingTalkFault.Network, true, null));
    }

    [Theory]
    [InlineData("https://oapi.dingtalk.com/robot/sendBySession?session=1", true)]
    [InlineData("https://api.dingtalk.io/x", true)]
    [InlineData("http://127.0.0.1:8080/robot/sendBySession?session=1", true)]
    [InlineData("http://127.0.0.1:8081/robot/sendBySession?session=1", false)]
    [InlineData("http://oapi.dingtalk.com/robot/sendBySession?session=1", false)]
    [InlineData("https://oapi.dingtalk.com:8443/x", false)]
    [InlineData("https://oapi.dingtalk.com@evil.example/x", false)]
    [InlineData("https://evil-dingtalk.com/x", false)]
    [InlineData("https://dingtalk.com.evil.example/x", false)]
    public void A_webhook_is_DingTalks_or_the_configured_endpoints_or_a_strangers(string url, bool ours) =>
        new SessionWebhook(new Uri(url), DateTimeOffset.UnixEpoch).IsOf(new(new Uri("http://127.0.0.1:8080"), new Uri("http://127.0.0.1:8080/base"))).ShouldBe(ours);

    [Fact]
    public void Secrets_are_not_printed()
    {
        Webhook().ToString().ShouldNotContain("5ecret");
        new DingTalkApp("dingid", "s3cret").ToString().ShouldNotContain("s3cret");
        new DingTalkApp("dingid", "s3cret").RobotCode.ShouldBe("dingid");
    }
}
