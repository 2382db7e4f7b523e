using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Limits;

/// <summary>What was counted, in memory, and what of it is not stored yet. Not thread-safe.</summary>
internal sealed class UsageBook
{
    private readonly Dictionary<(string Account, DateOnly Day, string Kind), long> _counts = [];
    private Dictionary<(string Account, DateOnly Day, string Kind), long> _fresh = [];

    /// <summary>Counts that are not stored yet.</summary>
    public long Fresh { get; private set; }

    public DateOnly First { get; private set; } = DateOnly.MaxValue;

    public IEnumerable<UsageCount> All => _counts.Select(row => new UsageCount(row.Key.Account, row.Key.Day, row.Key.Kind, row.Value));

    public void Load(IEnumerable<UsageCount> stored)
    {
        foreach (var row in stored) Put(_counts, (row.Account, row.Day, row.Kind), row.Count);
    }

    public void Count(string account, DateOnly day, string kind)
    {
        Put(_counts, (account, day, kind), 1);
        Put(_fresh, (account, day, kind), 1);
        Fresh++;
    }

    public IReadOnlyList<UsageCount> TakeFresh()
    {
        UsageCount[] taken = [.. _fresh.Select(row => new UsageCount(row.Key.Account, row.Key.Day, row.Key.Kind, row.Value))];
        (_fresh, Fresh) = ([], 0);
        return taken;
    }

    /// <summary>They could not be stored.</summary>
    public void GiveBack(IEnumerable<UsageCount> taken)
    {
        foreach (var row in taken)
        {
            Put(_fresh, (row.Account, row.Day, row.Kind), row.Count);
            Fresh += row.Count;
        }
    }

    public void Forget(DateOnly before)
    {
        foreach (var old in _counts.Keys.Where(key => key.Day < before).ToList()) _counts.Remove(old);
    }

    /// <summary>This month, by kind.</summary>
    public IReadOnlyDictionary<string, long> ByKind(Func<string, bool> account, DateOnly today) => _counts
        .Where(row => row.Key.Day.Year == today.Year && row.Key.Day.Month == today.Month && account(row.Key.Account))
        .GroupBy(row => row.Key.Kind, StringComparer.Ordinal)
        .ToDictionary(kind => kind.Key, kind => kind.Sum(row => row.Value), StringComparer.Ordinal);

    private void Put(Dictionary<(string, DateOnly, string), long> into, (string Account, DateOnly Day, string Kind) key, long count)
    {
        into[key] = into.GetValueOrDefault(key) + count;
        if (key.Day < First) First = key.Day;
    }
}
