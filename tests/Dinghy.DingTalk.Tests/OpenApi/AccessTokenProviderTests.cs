using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.OpenApi;

public sealed class AccessTokenProviderTests
{
    private readonly ManualTimeProvider _time = new();

    private static string Token(string token, string life = "7200") => $$"""{"accessToken":"{{token}}","expireIn":{{life}}}""";

    private AccessTokenProvider Provider(HttpClient http, RecordingLogger? log = null) => new(new DingTalkApp("dingid", "s3cret"), DingTalkEndpoints.Default, http, _time, log);

    [Fact]
    public async Task The_token_is_fetched_once_and_kept()
    {
        using var handler = StubHandler.Answering(Token("a"));
        using var http = handler.Client();
        var tokens = Provider(http);
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a");
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a");
        var request = handler.Requests.Single();
        request.Url.ShouldBe(new Uri("https://api.dingtalk.com/v1.0/oauth2/accessToken"));
        request.Body.ShouldBe("""{"appKey":"dingid","appSecret":"s3cret"}""");
    }

    [Fact]
    public async Task Many_callers_share_one_fetch_and_one_that_gives_up_does_not_end_it()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        using var handler = new StubHandler(_ => answer.Task);
        using var http = handler.Client();
        var tokens = Provider(http);
        using var impatient = new CancellationTokenSource();

        var first = tokens.GetAsync(impatient.Token).AsTask();
        var others = Enumerable.Range(0, 20).Select(_ => tokens.GetAsync(CancellationToken.None).AsTask()).ToList();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.Within());
        answer.SetResult(await StubHandler.Answer(Token("a"))(null!));

        (await Task.WhenAll(others).Within()).ShouldAllBe(token => token == "a");
        handler.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Five_minutes_before_the_end_it_is_renewed_in_the_background()
    {
        var second = new TaskCompletionSource<HttpResponseMessage>();
        using var handler = new StubHandler(StubHandler.Answer(Token("a")), _ => second.Task);
        using var http = handler.Client();
        var tokens = Provider(http);
        await tokens.GetAsync(CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(7200 - 301));
        await tokens.GetAsync(CancellationToken.None);
        handler.Requests.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a", "the old one still holds and nobody waits");
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a");
        second.SetResult(await StubHandler.Answer(Token("b"))(null!));
        while (await tokens.GetAsync(CancellationToken.None) != "b") await Task.Yield();
        handler.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failed_early_renewal_leaves_the_old_token_and_pauses()
    {
        using var handler = new StubHandler(StubHandler.Answer(Token("a")), StubHandler.Answer("""{"code":"system.busy","requestid":"R"}""", System.Net.HttpStatusCode.InternalServerError), StubHandler.Answer(Token("b")));
        using var http = handler.Client();
        var log = new RecordingLogger();
        var tokens = Provider(http, log);
        await tokens.GetAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(7000));
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a");
        (await log.NextAsync(1201)).ShouldContain("system.busy");

        _time.Advance(TimeSpan.FromSeconds(14));
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a");
        handler.Requests.Count.ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(1));
        while (await tokens.GetAsync(CancellationToken.None) != "b") await Task.Yield();
    }

    [Fact]
    public async Task An_ended_token_is_not_used()
    {
        using var handler = StubHandler.Answering(Token("a", "\"100\""), Token("b"));
        using var http = handler.Client();
        var tokens = Provider(http);
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a");
        _time.Advance(TimeSpan.FromSeconds(100));
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("b");
    }

    [Fact]
    public async Task A_rejected_token_is_fetched_again_once_however_many_report_it()
    {
        using var handler = StubHandler.Answering(Token("a"), Token("b"), Token("c"));
        using var http = handler.Client();
        var tokens = Provider(http);
        await tokens.GetAsync(CancellationToken.None);
        tokens.Reject("a");
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("b");
        tokens.Reject("a");
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("b");
    }

    [Theory]
    [InlineData("""{"accessToken":"","expireIn":7200}""")]
    [InlineData("""{"accessToken":"a"}""")]
    [InlineData("""{"accessToken":"a","expireIn":0}""")]
    [InlineData("")]
    public async Task An_answer_without_a_token_is_a_fault_and_the_next_caller_tries_again(string body)
    {
        using var handler = StubHandler.Answering(body, Token("a"));
        using var http = handler.Client();
        var tokens = Provider(http);
        var e = await Should.ThrowAsync<DingTalkApiException>(() => tokens.GetAsync(CancellationToken.None).AsTask());
        e.Fault.ShouldBe(DingTalkFault.BadResponse);
        e.Certain.ShouldBeTrue("nothing was sent to anybody");
        (await tokens.GetAsync(CancellationToken.None)).ShouldBe("a");
    }
}
