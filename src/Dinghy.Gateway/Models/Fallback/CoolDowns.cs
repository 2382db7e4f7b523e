using System.Collections.Concurrent;

namespace Dinghy.Gateway.Models;

/// <summary>Why a model rests, and until when.</summary>
/// <param name="Class">The last fault's.</param>
/// <param name="Fault">The last fault.</param>
/// <param name="Until">Then it is asked again.</param>
/// <param name="Times">Faults of this class in a row.</param>
/// <param name="Asked">The provider itself named the time.</param>
internal sealed record CoolDown(FaultClass Class, ModelFault Fault, DateTimeOffset Until, int Times, bool Asked);

/// <summary>
/// Which model, with which key, rests until when: what failed a moment ago is not asked again by the next person. Kept over changes of the
/// configuration; a changed key is another one.
/// </summary>
internal sealed class CoolDowns(TimeProvider time)
{
    /// <summary>Keys are models times keys, so this is never reached but by people who choose ever new models in chat.</summary>
    private const int MostKept = 1_000;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, CoolDown> _resting = new(StringComparer.Ordinal);

    public int Count => _resting.Count;

    /// <summary>Null: it may be asked.</summary>
    public CoolDown? Of(string key) => _resting.TryGetValue(key, out var rest) && rest.Until > time.GetUtcNow() ? rest : null;

    public CoolDown? Failed(string key, ModelException fault)
    {
        var kind = FaultClasses.Of(fault.Fault);
        if (LengthOf(kind, 0) is null) return null;
        if (_resting.Count >= MostKept) Sweep();
        return _resting.AddOrUpdate(key, _ => Rest(0, kind, fault), (_, before) => Rest(before.Class == kind ? before.Times : 0, kind, fault));
    }

    /// <summary>It answered: nothing is held against it.</summary>
    public void Answered(string key)
    {
        if (!_resting.IsEmpty) _resting.TryRemove(key, out _);
    }

    private CoolDown Rest(int times, FaultClass kind, ModelException fault)
    {
        var length = LengthOf(kind, times)!.Value;
        // A provider that names its time knows it better; but nobody's money is back in a minute.
        if (fault.RetryAfter is { } asked) length = kind == FaultClass.RateLimit ? Max(asked, s_least) : Max(asked, length);
        return new CoolDown(kind, fault.Fault, time.GetUtcNow() + (length < s_longest ? length : s_longest), times + 1, fault.RetryAfter is not null);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Null: such a fault says nothing of the next request.</summary>
    private static TimeSpan? LengthOf(FaultClass kind, int times) => kind switch
    {
        FaultClass.RateLimit or FaultClass.Auth => Grown(TimeSpan.FromMinutes(1), 5, times, TimeSpan.FromHours(1)),
        FaultClass.Billing => Grown(TimeSpan.FromHours(5), 2, times, s_longest),
        FaultClass.Timeout or FaultClass.Network => Grown(TimeSpan.FromSeconds(30), 2, times, TimeSpan.FromMinutes(5)),
        _ => null,
    };

    private static TimeSpan Grown(TimeSpan first, int factor, int times, TimeSpan most)
    {
        var length = first;
        for (var i = 0; i < times && length < most; i++) length *= factor;
        return length < most ? length : most;
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var (key, rest) in _resting)
            if (rest.Until <= now) _resting.TryRemove(key, out _);
        if (_resting.Count >= MostKept) _resting.Clear();
    }
}
