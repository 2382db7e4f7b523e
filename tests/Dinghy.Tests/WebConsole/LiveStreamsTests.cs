using System.Net;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Tests.Support;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Tests.WebConsole;

/// <summary>What stays open ends with the session that opened it.</summary>
public sealed class LiveStreamsTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ConsoleLog _log = new(NullLogger<ConsoleLog>.Instance);
    private readonly SessionBook _book;
    private readonly LiveStreams _streams;

    public LiveStreamsTests()
    {
        _book = new SessionBook(_home.Path, new string('a', 64), _log, _time);
        _streams = new LiveStreams(_book, () => null, _time);
    }

    public void Dispose() => _home.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_looked_at_before_every_event_whether_they_still_may()
    {
        var http = SignedIn();
        using var stream = _streams.Open(http).ShouldNotBeNull();
        stream.May().ShouldBeTrue();
        _book.End(new DefaultHttpContext(), _book.Find(http.Request).ShouldNotBeNull());
        stream.May().ShouldBeFalse();
        stream.Ends.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void And_where_nothing_happens_after_a_while()
    {
        var http = SignedIn();
        using var stream = _streams.Open(http).ShouldNotBeNull();
        _time.Advance(3 * LiveStreams.Look);
        stream.Ends.IsCancellationRequested.ShouldBeFalse();
        _book.End(new DefaultHttpContext(), _book.Find(http.Request).ShouldNotBeNull());
        _time.Advance(LiveStreams.Look);
        stream.Ends.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void One_session_takes_a_few_and_leaves_the_rest_to_others()
    {
        var (http, other) = (SignedIn(), SignedIn());
        var mine = Enumerable.Range(0, LiveStreams.MostOfOne).Select(_ => _streams.Open(http).ShouldNotBeNull()).ToList();
        _streams.Open(http).ShouldBeNull();
        _streams.Open(other).ShouldNotBeNull().Dispose();
        mine[0].Dispose();
        mine[0].Dispose();
        _streams.Open(http).ShouldNotBeNull().Dispose();
        foreach (var stream in mine) stream.Dispose();
    }

    [Theory]
    [InlineData("/api/logs/live")]
    [InlineData("/api/console/events")]
    public async Task Whoever_signs_out_reads_on_nowhere(string path)
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInAsync(ConsoleLab.Operator);
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < LiveStreams.MostOfOne; i++) open.Add(await browser.StreamAsync(path));
        open.ShouldAllBe(one => one.StatusCode == HttpStatusCode.OK);
        using (var more = await browser.StreamAsync(path)) more.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await browser.PostAsync("/api/console/logout")).Status.ShouldBe(HttpStatusCode.NoContent);
        foreach (var one in open)
        {
            // Ends by itself; a stream that went on would never be read to its end.
            await (await one.Content.ReadAsStreamAsync(Ct)).CopyToAsync(Stream.Null, Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct);
            one.Dispose();
        }
    }

    [Fact]
    public async Task A_dashboard_is_told_the_rest_where_one_thing_can_not_be_told()
    {
        using var metrics = new GatewayMetrics();
        await using var feed = new ConsoleFeed(() => throw new InvalidOperationException("It is being taken down."), metrics, _log, _time);
        var page = (await feed.JoinAsync(Ct)).ShouldNotBeNull();
        var minutes = 0;
        // A status is due every fifth second.
        await Waiting.Until(() =>
        {
            metrics.Received("accepted");
            _time.Advance(TimeSpan.FromSeconds(1));
            while (page.Reader.TryRead(out var what))
                if (what.Name == "minute") minutes++;
            return Task.FromResult(minutes > 20);
        });
        feed.Leave(page);
    }

    private DefaultHttpContext SignedIn()
    {
        var begun = new DefaultHttpContext();
        _book.Begin(begun, staffId: null, account: null);
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = begun.Response.Headers.SetCookie.ToString().Split(';')[0];
        return http;
    }
}
