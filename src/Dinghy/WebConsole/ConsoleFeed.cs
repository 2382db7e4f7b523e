using System.Text.Json;
using System.Threading.Channels;
using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.WebConsole;

/// <summary>One thing to tell a page that looks on.</summary>
/// <param name="Name">Of the event.</param>
/// <param name="Data">JSON on one line.</param>
internal sealed record FeedEvent(string Name, string Data);

/// <summary>Tells open pages what happens. Works only while somebody looks.</summary>
internal sealed class ConsoleFeed : IAsyncDisposable
{
    /// <summary>Pages at a time; each is a connection that stays.</summary>
    public const int MostPages = 50;

    /// <summary>A page that does not read loses the oldest.</summary>
    private const int MostWaiting = 200;

    private const int StatusEvery = 5;

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly Func<GatewayHost?> _gateway;
    private readonly ConsoleLog _log;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<Channel<FeedEvent>> _pages = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private string _status = "";
    private bool _failed;

    public ConsoleFeed(Func<GatewayHost?> gateway, GatewayMetrics metrics, ConsoleLog log, TimeProvider time)
    {
        (_gateway, _log, _time) = (gateway, log, time);
        Series = new Series(metrics, time) { Closed = Closed };
    }

    public Series Series { get; }

    /// <summary>Fires when the gateway stops: no page may hold that up.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Null: too many look already.</summary>
    public async Task<Channel<FeedEvent>?> JoinAsync(CancellationToken ct)
    {
        var page = System.Threading.Channels.Channel.CreateBounded<FeedEvent>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        if (await StatusAsync(ct) is { } status) page.Writer.TryWrite(new("status", status));
        page.Writer.TryWrite(Minute());
        lock (_gate)
        {
            if (_pages.Count >= MostPages || _stop.IsCancellationRequested) return null;
            _pages.Add(page);
            if (_loop.IsCompleted) _loop = Task.Run(LoopAsync, CancellationToken.None);
        }

        return page;
    }

    public void Leave(Channel<FeedEvent> page)
    {
        lock (_gate) _pages.Remove(page);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        Series.Dispose();
        _stop.Dispose();
    }

    private void Closed(string outcome, string? reason)
    {
        lock (_gate)
            if (_pages.Count == 0) return;
        Tell(new("turn", JsonSerializer.Serialize(new TurnReport(_time.GetUtcNow(), outcome, reason), ConsoleJson.Default.TurnReport)));
    }

    private async Task LoopAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(s_tick, _time);
            var (seen, ticks) = (0L, 0);
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                lock (_gate)
                {
                    // The next page begins it anew; under the lock, so that none comes in between.
                    if (_pages.Count == 0)
                    {
                        _loop = Task.CompletedTask;
                        return;
                    }
                }

                try
                {
                    if (Series.Changes is var changes && changes != seen)
                    {
                        seen = changes;
                        Tell(Minute());
                    }

                    if (++ticks % StatusEvery == 0 && await StatusAsync(_stop.Token) is { } status && status != _status) Tell(new("status", _status = status));
                }
#pragma warning disable CA1031 // One thing that can not be told must not end the telling of all others.
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    Failed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task<string?> StatusAsync(CancellationToken ct)
    {
        try
        {
            if (_gateway() is not { } running) return null;
            return JsonSerializer.Serialize(await AdminServer.StatusAsync(running, ct), CliJson.Default.StatusReport);
        }
        catch (StoreException)
        {
            // What can not be counted now may be the next time.
            return null;
        }
#pragma warning disable CA1031 // A page shows the rest without it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Failed(e);
            return null;
        }
    }

    /// <summary>Once: it may be so every second.</summary>
    private void Failed(Exception e)
    {
        if (!Interlocked.Exchange(ref _failed, true)) _log.FeedFailed(e);
    }

    private FeedEvent Minute() => new("minute", JsonSerializer.Serialize(Series.Now(), ConsoleJson.Default.Point));

    private void Tell(FeedEvent what)
    {
        lock (_gate)
            foreach (var page in _pages) page.Writer.TryWrite(what);
    }
}
