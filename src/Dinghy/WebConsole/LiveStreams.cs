using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary>Answers that stay open. Each ends with the session, or the role, that opened it, however much or little there is to tell; and nobody takes all of them.</summary>
internal sealed class LiveStreams(SessionBook sessions, Func<GatewayHost?> gateway, TimeProvider time)
{
    /// <summary>Of one session.</summary>
    public const int MostOfOne = 8;

    /// <summary>Where nothing happens, this often it is looked whether they still may.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <param name="http">Of a route that <see cref="ConsoleGate"/> let somebody into.</param>
    /// <param name="ends">What else ends it.</param>
    /// <returns>Null: this session has too many already.</returns>
    public LiveStream? Open(HttpContext http, params ReadOnlySpan<CancellationToken> ends)
    {
        var least = http.GetEndpoint()?.Metadata.GetMetadata<RouteFor>()?.Least ?? Role.Owner;
        // Whoever has the token is nobody's session, and could sign in as often as they like.
        var session = http.Request.Headers.ContainsKey("Authorization") ? null : sessions.Find(http.Request);
        if (session is not null && !Take(session.Hash)) return null;
        return new LiveStream(
            () => session is null ? http.Caller() : sessions.Again(session) is { } still && SessionBook.CallerOf(still, gateway()) is { } caller && caller.Role >= least ? caller : null,
            () => { if (session is not null) Give(session.Hash); }, time, CancellationTokenSource.CreateLinkedTokenSource([http.RequestAborted, .. ends]));
    }

    private bool Take(string hash)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(hash);
            if (open >= MostOfOne) return false;
            _open[hash] = open + 1;
            return true;
        }
    }

    private void Give(string hash)
    {
        lock (_gate)
            if (--_open[hash] == 0) _open.Remove(hash);
    }
}

/// <summary>One of them.</summary>
internal sealed class LiveStream : IDisposable
{
    private readonly Func<Caller?> _caller;
    private readonly Action _closed;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _timer;
    private int _gone;

    public LiveStream(Func<Caller?> caller, Action closed, TimeProvider time, CancellationTokenSource end)
    {
        (_caller, _closed, _end, Ends) = (caller, closed, end, end.Token);
        _timer = time.CreateTimer(_ => May(), null, LiveStreams.Look, LiveStreams.Look);
    }

    /// <summary>Fires when they are gone, may no longer, or nothing more comes.</summary>
    public CancellationToken Ends { get; }

    /// <summary>To ask before every event: another one may have ended their session since.</summary>
    public bool May() => Caller() is not null;

    /// <summary>Who looks, in the role that they have now; null: they may not any more.</summary>
    public Caller? Caller()
    {
        if (Volatile.Read(ref _gone) != 0) return null;
        if (_caller() is { } caller) return Ends.IsCancellationRequested ? null : caller;
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }

        return null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _gone, 1) != 0) return;
        _timer.Dispose();
        _end.Dispose();
        _closed();
    }
}
