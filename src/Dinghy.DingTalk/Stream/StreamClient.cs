using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Stream;

/// <summary>
/// Keeps a Stream connection to DingTalk, for ever: no fault ends <see cref="RunAsync"/>, only its token does.
/// One loop opens all sockets, so two can not be opened at once; the next is live before the last is left.
/// </summary>
public sealed class StreamClient(StreamClientOptions options, HttpClient http, TimeProvider time, Random chance, ILogger<StreamClient> logger)
{
    private static readonly TimeSpan _proven = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);

    private readonly GatewayApi _gateway = new(options, http, time);
    private readonly ReconnectDelays _delays = new(options.Backoff, chance);
    private readonly IdleWatch _idle = new(options.IdleAfter, options.IdleMax);
    private readonly StreamCounters _counters = new(time);
    private readonly StreamSockets _sockets = new(options.DrainAfter, time);
    private long _opened;
    private int _started;
    private volatile LastFault? _lastFault;

    /// <summary>Raised on another thread when sockets come or go or an attempt fails; not for every frame.</summary>
    public event Action<StreamStatus>? StatusChanged;

    public StreamStatus Status
    {
        get
        {
            var fault = _lastFault;
            var sockets = _sockets.Count;
            return new()
            {
                Connected = sockets > 0,
                Sockets = sockets,
                ConnectedSince = _sockets.Since,
                LastFrameAt = _counters.LastFrameAt,
                Reconnects = Math.Max(0, Interlocked.Read(ref _opened) - 1),
                FramesReceived = _counters.Received,
                FramesAcked = _counters.Acked,
                FramesRefused = _counters.Refused,
                LastFault = fault?.Fault,
                LastError = fault?.Sentence,
                LastErrorAt = fault?.At,
            };
        }
    }

    /// <summary>Once per instance. Returns within a few seconds after <paramref name="ct"/>: work in hand is acknowledged first, and what still comes while sockets close is handled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _started, 1) == 1) throw new InvalidOperationException("A StreamClient runs once.");
        using var work = new CancellationTokenSource();
        var dispatcher = new FrameDispatcher(options, _counters, _idle, time, logger, work.Token);
        using var clock = new ClockWatch(time);
        _sockets.Changed += Tell;
        try
        {
            await SuperviseAsync(dispatcher, clock, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The only way out.
        }
        finally
        {
            await using var grace = time.CreateTimer(_ => work.Cancel(), state: null, _grace, Timeout.InfiniteTimeSpan);
            await _sockets.CloseAllAsync();
            dispatcher.Stop();
            logger.Stopped();
        }
    }

    private async Task SuperviseAsync(FrameDispatcher dispatcher, ClockWatch clock, CancellationToken ct)
    {
        var current = await OpenForSureAsync(dispatcher, clock, ct);
        for (; ; )
        {
            var reason = await WhenToReplaceAsync(current, clock, ct);
            await NoteAsync(current, reason);
            if (time.GetElapsedTime(current.OpenedAt) >= _proven) _delays.Reset();
            await PauseAsync(_delays.AfterLoss(), clock, ct);
            await _sockets.MakeRoomAsync();
            var next = await OpenForSureAsync(dispatcher, clock, ct);
            _ = _sockets.RetireAsync(current, ct);
            current = next;
        }
    }

    private async Task<StreamConnection> OpenForSureAsync(FrameDispatcher dispatcher, ClockWatch clock, CancellationToken ct)
    {
        for (; ; )
        {
            try
            {
                return Live(await _gateway.ConnectAsync(ct), dispatcher);
            }
            catch (Exception e)
            {
                ct.ThrowIfCancellationRequested();
                await PauseAsync(Failed(e as DingTalkApiException ?? new(DingTalkFault.Unknown, e.GetType().Name, e.Message, e)), clock, ct);
            }
        }
    }

    private StreamConnection Live(WebSocket socket, FrameDispatcher dispatcher)
    {
        var connection = new StreamConnection(Interlocked.Increment(ref _opened), socket, dispatcher, options.MaxFrameBytes, time);
        logger.SocketLive(connection.Number);
        _sockets.Add(connection);
        connection.Start();
        return connection;
    }

    private TimeSpan Failed(DingTalkApiException e)
    {
        var wait = _delays.AfterFailure();
        if (e.RetryAfter > wait) wait = e.RetryAfter.Value < _longestPause ? e.RetryAfter.Value : _longestPause;
        Remember(OpenFault.Fault(e), OpenFault.Sentence(e));
        logger.ConnectFailed(OpenFault.Fault(e), Math.Round(wait.TotalSeconds, 1), OpenFault.Sentence(e));
        return wait;
    }

    private async Task<Replace> WhenToReplaceAsync(StreamConnection current, ClockWatch clock, CancellationToken ct)
    {
        var jump = clock.NextJump;
        for (; ; )
        {
            var (interval, shortened) = _idle.Current;
            var left = interval - time.GetElapsedTime(current.LastText);
            if (left <= TimeSpan.Zero) return Replace.Silent;

            using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(current.Ended, current.Leaving, jump, shortened, Task.Delay(left, time, woken.Token));
            await woken.CancelAsync();
            ct.ThrowIfCancellationRequested();
            if (current.Ended.IsCompleted) return Replace.Lost;
            if (current.Leaving.IsCompleted) return Replace.Leaving;
            if (jump.IsCompleted) return Replace.ClockJumped;
        }
    }

    private async Task NoteAsync(StreamConnection current, Replace reason)
    {
        if (reason == Replace.Silent) _idle.Lengthen();
        if (reason == Replace.Lost && await current.Ended is { } words)
        {
            logger.SocketBroke(current.Number, words);
            Remember(DingTalkFault.Network, $"The connection to DingTalk broke and is being replaced ({words}).");
            return;
        }

        logger.SocketReplaced(current.Number, reason);
    }

    // A jump of the clock ends the wait: what was unreachable before the machine slept may be there now.
    private async Task PauseAsync(TimeSpan wait, ClockWatch clock, CancellationToken ct)
    {
        if (wait <= TimeSpan.Zero) return;
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(Task.Delay(wait, time, woken.Token), clock.NextJump);
        await woken.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private void Remember(DingTalkFault fault, string sentence)
    {
        _lastFault = new(fault, sentence, time.GetUtcNow());
        Tell();
    }

    private void Tell()
    {
        try
        {
            StatusChanged?.Invoke(Status);
        }
        catch (Exception e)
        {
            logger.ListenerThrew(e);
        }
    }

    private sealed record LastFault(DingTalkFault Fault, string Sentence, DateTimeOffset At);
}
