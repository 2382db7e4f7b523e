using System.Globalization;

namespace Dinghy.Gateway.Access;

/// <summary>How much each person has said: in the last minute, and on this day. Not thread-safe: the doorkeeper asks one at a time.</summary>
internal sealed class PersonLedger(TimeProvider time)
{
    /// <summary>People counted at a time; past it those who were quiet longest are forgotten, and begin anew.</summary>
    public const int MaxPeople = 20_000;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Account, string Person), Count> _counts = [];

    /// <summary>yyyymmdd in this machine's time zone.</summary>
    public int Today => int.Parse(time.GetLocalNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public (int Minute, int Day) Of(string account, string person)
    {
        if (!_counts.TryGetValue((account, person), out var count)) return (0, 0);
        count.Forget(time.GetUtcNow() - s_minute, Today);
        return (count.Minute.Count, count.Said);
    }

    public void Add(string account, string person)
    {
        if (!_counts.TryGetValue((account, person), out var count)) count = Begin(account, person);
        count.Forget(time.GetUtcNow() - s_minute, Today);
        count.Minute.AddLast(time.GetUtcNow());
        count.Said++;
    }

    /// <summary>The message was known already, or could not be stored.</summary>
    public void TakeBack(string account, string person)
    {
        if (!_counts.TryGetValue((account, person), out var count)) return;
        if (count.Minute.Count > 0) count.Minute.RemoveLast();
        if (count.Said > 0) count.Said--;
    }

    /// <summary>What an earlier run counted of this day.</summary>
    public void Resume(string account, string person, int said)
    {
        var count = Begin(account, person);
        (count.Day, count.Said) = (Today, said);
    }

    private Count Begin(string account, string person)
    {
        if (_counts.Count >= MaxPeople) Trim();
        return _counts[(account, person)] = new Count { Day = Today };
    }

    private void Trim()
    {
        foreach (var (key, _) in _counts.OrderBy(pair => pair.Value.Minute.Last?.Value ?? DateTimeOffset.MinValue).Take(MaxPeople / 4).ToList())
            _counts.Remove(key);
    }

    private sealed class Count
    {
        public LinkedList<DateTimeOffset> Minute { get; } = [];

        public int Day { get; set; }

        public int Said { get; set; }

        public void Forget(DateTimeOffset before, int today)
        {
            while (Minute.First is { } first && first.Value <= before) Minute.RemoveFirst();
            if (Day == today) return;
            (Day, Said) = (today, 0);
        }
    }
}
