using System.Runtime.ExceptionServices;
using Dinghy.DingTalk;

namespace Dinghy.Gateway.Routing;

/// <summary>
/// One kind of what a directory tells: asked once for all who wait for the same, fresh for ten minutes, and of use for a day while DingTalk does not answer.
/// What was forgotten while it was asked for is asked for anew.
/// </summary>
/// <param name="most">Answers that are remembered; the oldest is forgotten first.</param>
/// <param name="time">The clock.</param>
/// <param name="ask">Asks DingTalk.</param>
/// <param name="full">Told once, when the first is forgotten for want of room.</param>
internal sealed class DirectoryAnswers<TKey, TValue>(int most, TimeProvider time, Func<TKey, CancellationToken, Task<TValue>> ask, Action? full = null) where TKey : notnull
{
    /// <summary>A directory that changes all the time is not asked for ever.</summary>
    private const int MaxAnew = 3;

    private sealed class Asking
    {
        public bool Stale { get; set; }

        /// <summary>Never fails: whoever waits is told.</summary>
        public Task<(TValue? Value, Exception? Fault)> Answer { get; set; } = null!;
    }

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (TValue Value, DateTimeOffset At)> _known = [];
    private readonly Queue<(TKey Key, DateTimeOffset At)> _order = [];
    private readonly Dictionary<TKey, Asking> _asking = [];
    private bool _full;

    /// <summary>An old answer stands in while DingTalk does not give one. A permission that was taken away is no reason to go on with what it once told.</summary>
    /// <exception cref="DingTalkApiException">Not told, and nothing is remembered that could stand in.</exception>
    public async Task<TValue> GetAsync(TKey key, CancellationToken ct)
    {
        try
        {
            return await FreshAsync(key, ct);
        }
        catch (DingTalkApiException e) when (IsPassing(e.Fault) && Known(key) is { } old)
        {
            return old.Value;
        }
    }

    /// <summary>Ends early for who gives up, and not for others who wait.</summary>
    /// <exception cref="DingTalkApiException">Not told.</exception>
    public async Task<TValue> FreshAsync(TKey key, CancellationToken ct)
    {
        Asking? asking;
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var known) && time.GetUtcNow() - known.At < Ages.Fresh) return known.Value;
            if (!_asking.TryGetValue(key, out asking))
            {
                _asking[key] = asking = new Asking();
                asking.Answer = Task.Run(() => AskAsync(key, asking), CancellationToken.None);
            }
        }

        var (value, fault) = await asking.Answer.WaitAsync(ct);
        if (fault is not null) ExceptionDispatchInfo.Throw(fault);
        return value!;
    }

    /// <summary>What is remembered and at most a day old; null: nothing.</summary>
    public (TValue Value, DateTimeOffset At)? Known(TKey key)
    {
        lock (_gate) return _known.TryGetValue(key, out var known) && time.GetUtcNow() - known.At < Ages.Usable ? known : null;
    }

    public void Forget(IEnumerable<TKey> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
            {
                _known.Remove(key);
                if (_asking.TryGetValue(key, out var asking)) asking.Stale = true;
            }
        }
    }

    public void Forget()
    {
        lock (_gate)
        {
            _known.Clear();
            _order.Clear();
            foreach (var asking in _asking.Values) asking.Stale = true;
        }
    }

    private async Task<(TValue? Value, Exception? Fault)> AskAsync(TKey key, Asking asking)
    {
        for (var left = MaxAnew; ; left--)
        {
            lock (_gate) asking.Stale = false;
            try
            {
                var value = await ask(key, CancellationToken.None);
                if (Keep(key, value, asking, last: left == 0)) return (value, null);
            }
#pragma warning disable CA1031 // Handed to whoever waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                lock (_gate) _asking.Remove(key);
                return (default, e);
            }
        }
    }

    /// <returns>False: the directory changed meanwhile, and the answer may be old.</returns>
    private bool Keep(TKey key, TValue value, Asking asking, bool last)
    {
        bool news;
        lock (_gate)
        {
            if (asking.Stale && !last) return false;
            _asking.Remove(key);
            if (asking.Stale) return true;
            var now = time.GetUtcNow();
            _known[key] = (value, now);
            _order.Enqueue((key, now));
            news = MakeRoom() && !_full;
            _full |= news;
        }

        if (news) full?.Invoke();
        return true;
    }

    /// <summary>An entry of the order that was overtaken by a newer one of the same key says nothing.</summary>
    private bool MakeRoom()
    {
        var forgot = false;
        while (_known.Count > most || _order.Count > 2 * most)
        {
            var (oldest, at) = _order.Dequeue();
            if (!_known.TryGetValue(oldest, out var known) || known.At != at) continue;
            _known.Remove(oldest);
            forgot = true;
        }

        return forgot;
    }

    private static bool IsPassing(DingTalkFault fault) =>
        fault is DingTalkFault.Network or DingTalkFault.Timeout or DingTalkFault.Busy or DingTalkFault.Throttled or DingTalkFault.Banned or DingTalkFault.BadResponse or DingTalkFault.Unknown;
}

/// <summary>How long the directory's answers are of use.</summary>
internal static class Ages
{
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Usable = TimeSpan.FromHours(24);
}
