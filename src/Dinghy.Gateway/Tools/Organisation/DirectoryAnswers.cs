using Dinghy.DingTalk;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>
/// One kind of what the directory tells, fresh for ten minutes, and served old for a day while DingTalk does not answer. Unlike routing's cache it hands a refusal on:
/// here somebody asked, and shall hear why there is no answer.
/// </summary>
/// <param name="most">Answers that are remembered; the oldest is forgotten first.</param>
/// <param name="time">The clock.</param>
internal sealed class DirectoryAnswers<TKey, TValue>(int most, TimeProvider time) where TKey : notnull
{
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (TValue Value, DateTimeOffset At)> _known = [];
    private readonly Queue<(TKey Key, DateTimeOffset At)> _order = [];

    /// <exception cref="DingTalkApiException">Not told, and nothing is remembered that could stand in.</exception>
    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> ask)
    {
        (TValue Value, DateTimeOffset At) old;
        bool known;
        lock (_gate) known = _known.TryGetValue(key, out old);
        var age = time.GetUtcNow() - old.At;
        if (known && age < Fresh) return old.Value;
        try
        {
            return Keep(key, await ask());
        }
        catch (DingTalkApiException e) when (known && age < Usable && IsPassing(e.Fault))
        {
            return old.Value;
        }
    }

    /// <summary>A permission that was taken away is no reason to go on with what it once told.</summary>
    private static bool IsPassing(DingTalkFault fault) =>
        fault is DingTalkFault.Network or DingTalkFault.Timeout or DingTalkFault.Busy or DingTalkFault.Throttled or DingTalkFault.Banned or DingTalkFault.BadResponse or DingTalkFault.Unknown;

    private TValue Keep(TKey key, TValue value)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _known[key] = (value, now);
            _order.Enqueue((key, now));
            while (_known.Count > most || _order.Count > 2 * most)
            {
                // One that was overtaken by a newer answer says nothing.
                var (oldest, at) = _order.Dequeue();
                if (_known.TryGetValue(oldest, out var kept) && kept.At == at) _known.Remove(oldest);
            }
        }

        return value;
    }
}
