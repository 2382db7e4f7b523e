using System.Net;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Events;

public sealed class EventWebhookTests
{
    private static readonly RouteRule s_rule = new("routing[0]", "") { Event = "x", Webhook = new Uri("https://hooks.example/a?b=c"), WebhookSecret = new Secret("0123456789abcdef") };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.OK, null, false)]
    [InlineData(HttpStatusCode.NoContent, null, false)]
    [InlineData(HttpStatusCode.Found, "http_302", true)]
    [InlineData(HttpStatusCode.BadRequest, "http_400", true)]
    [InlineData(HttpStatusCode.NotFound, "http_404", false)]
    [InlineData(HttpStatusCode.TooManyRequests, "http_429", false)]
    [InlineData(HttpStatusCode.BadGateway, "http_502", false)]
    public async Task What_is_answered_decides_whether_it_is_tried_again(HttpStatusCode status, string? fault, bool hopeless)
    {
        using var door = new Answering(_ => new HttpResponseMessage(status));
        using var webhook = new EventWebhook(new ManualTimeProvider(), door);
        (await webhook.SendAsync(s_rule, Happened("""{"a":1}"""), Ct)).ShouldBe(new WebhookResult(fault, hopeless));
    }

    [Fact]
    public async Task A_broken_connection_and_a_late_answer_are_tried_again()
    {
        using var broken = new EventWebhook(new ManualTimeProvider(), new Answering(_ => throw new HttpRequestException("no")));
        (await broken.SendAsync(s_rule, Happened("{}"), Ct)).ShouldBe(new WebhookResult("network", Hopeless: false));
        var time = new ManualTimeProvider();
        using var late = new EventWebhook(time, new Answering(_ => { time.Advance(TimeSpan.FromSeconds(11)); throw new TaskCanceledException(); }));
        (await late.SendAsync(s_rule, Happened("{}"), Ct)).ShouldBe(new WebhookResult("timeout", Hopeless: false));
    }

    [Fact]
    public async Task One_that_hangs_is_left_alone_for_a_while_and_then_one_call_finds_out()
    {
        var (time, calls, hangs) = (new ManualTimeProvider(), 0, true);
        using var webhook = new EventWebhook(time, new Answering(_ =>
        {
            calls++;
            if (!hangs) return new HttpResponseMessage(HttpStatusCode.OK);
            time.Advance(TimeSpan.FromSeconds(11));
            throw new TaskCanceledException();
        }));
        (await webhook.SendAsync(s_rule, Happened("{}"), Ct)).Fault.ShouldBe("timeout");
        for (var i = 0; i < 100; i++) (await webhook.SendAsync(s_rule, Happened("{}"), Ct)).Rest.ShouldBe(TimeSpan.FromSeconds(30));
        calls.ShouldBe(1);
        (await webhook.SendAsync(s_rule with { Webhook = new Uri("https://other.example/") }, Happened("{}"), Ct)).Fault.ShouldBe("timeout", "another one is not held up");
        time.Advance(TimeSpan.FromSeconds(30));
        hangs = false;
        (await webhook.SendAsync(s_rule, Happened("{}"), Ct)).ShouldBe(WebhookResult.Done);
        (await webhook.SendAsync(s_rule, Happened("{}"), Ct)).ShouldBe(WebhookResult.Done);
    }

    [Theory]
    [InlineData("""{"a":"中"}""", "\"data\":{\"a\":\"中\"}}")]
    [InlineData("not json", "\"data\":\"not json\"}")]
    [InlineData("", "\"data\":\"\"}")]
    public async Task The_body_holds_the_data_as_it_came(string data, string end)
    {
        string? body = null;
        using var webhook = new EventWebhook(new ManualTimeProvider(), new Answering(request =>
        {
            body = request.Content!.ReadAsStringAsync(Ct).GetAwaiter().GetResult();
            request.Headers.GetValues(EventWebhook.SignatureHeader).Single().ShouldBe(
                EventWebhook.Sign(s_rule.WebhookSecret!, request.Headers.GetValues(EventWebhook.TimestampHeader).Single(), System.Text.Encoding.UTF8.GetBytes(body)));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }));
        await webhook.SendAsync(s_rule, Happened(data), Ct);
        body.ShouldNotBeNull().ShouldEndWith(end);
    }

    [Fact]
    public void The_signature_is_the_usual_HMAC() =>
        EventWebhook.Sign(new Secret("key"), "1", "body"u8).ShouldBe("sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("key"u8, "1.body"u8)));

    private static StoredEvent Happened(string data) => new() { Account = "main", EventId = "e1", Type = "x", Data = data, ReceivedAt = DateTimeOffset.UnixEpoch };

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
