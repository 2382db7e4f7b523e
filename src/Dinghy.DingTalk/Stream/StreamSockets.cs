namespace Dinghy.DingTalk.Stream;

/// <summary>All live sockets of one client: the current one, and those that are read until they close. Three at most.</summary>
internal sealed class StreamSockets(TimeSpan drainAfter, TimeProvider time)
{
    private const int Most = 3;

    private readonly Lock _gate = new();
    private readonly List<StreamConnection> _live = [];
    private DateTimeOffset? _since;

    /// <summary>Raised when a socket came or went.</summary>
    public event Action? Changed;

    public int Count
    {
        get { lock (_gate) return _live.Count; }
    }

    /// <summary>Since when at least one was live.</summary>
    public DateTimeOffset? Since
    {
        get { lock (_gate) return _live.Count > 0 ? _since : null; }
    }

    public void Add(StreamConnection connection)
    {
        lock (_gate)
        {
            if (_live.Count == 0) _since = time.GetUtcNow();
            _live.Add(connection);
        }

        _ = RemoveWhenEndedAsync(connection);
        Changed?.Invoke();
    }

    /// <summary>Closes the oldest until one more may be opened.</summary>
    public async Task MakeRoomAsync()
    {
        while (Oldest() is { } oldest)
        {
            await oldest.CloseAsync();
            Remove(oldest);
        }
    }

    /// <summary>Reads a replaced socket on, and closes it if DingTalk has not by the time given.</summary>
    public async Task RetireAsync(StreamConnection old, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(old.Ended, Task.Delay(drainAfter, time, done.Token));
        await done.CancelAsync();
        if (!ct.IsCancellationRequested) await old.CloseAsync();
    }

    public async Task CloseAllAsync()
    {
        StreamConnection[] live;
        lock (_gate) live = [.. _live];
        await Task.WhenAll(live.Select(connection => connection.CloseAsync()));
        foreach (var connection in live) Remove(connection);
    }

    private StreamConnection? Oldest()
    {
        lock (_gate) return _live.Count >= Most ? _live[0] : null;
    }

    private async Task RemoveWhenEndedAsync(StreamConnection connection)
    {
        await connection.Ended;
        Remove(connection);
    }

    private void Remove(StreamConnection connection)
    {
        lock (_gate)
            if (!_live.Remove(connection)) return;
        Changed?.Invoke();
    }
}
