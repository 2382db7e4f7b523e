using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary>What models cost, as <c>dinghy usage --json</c> and <c>/api/usage</c> tell it.</summary>
/// <param name="By"><c>day</c>, <c>person</c>, <c>agent</c> or <c>model</c>.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Rows">The most expensive first; days in order.</param>
/// <param name="Total">All rows together.</param>
internal sealed record UsageReport(string By, DateOnly From, DateOnly To, IReadOnlyList<UsageRow> Rows, UsageRow Total)
{
    /// <summary>Null: no such way to tell it.</summary>
    public static UsageReport? Of(IReadOnlyList<Spend> spent, string by, DateOnly from, DateOnly to)
    {
        Func<Spend, string>? key = by switch
        {
            "day" => one => one.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            "person" => one => one.Person.Length == 0 ? "" : one.Account.Length == 0 ? one.Person : $"{one.Account}/{one.Person}",
            "agent" => one => one.Agent,
            "model" => one => one.Model,
            _ => null,
        };
        if (key is null) return null;
        var rows = spent.GroupBy(key, StringComparer.Ordinal).Select(group => UsageRow.Of(group.Key, [.. group]));
        rows = by == "day" ? rows.OrderBy(row => row.Key, StringComparer.Ordinal)
            : rows.OrderByDescending(row => row.Money.Values.Sum()).ThenByDescending(row => row.Input + row.Output).ThenBy(row => row.Key, StringComparer.Ordinal);
        return new(by, from, to, [.. rows], UsageRow.Of("total", spent));
    }
}

/// <param name="Key">What it is of.</param>
/// <param name="Calls">To models.</param>
/// <param name="Input">Tokens sent.</param>
/// <param name="Output">Tokens that came back.</param>
/// <param name="Money">By currency.</param>
/// <param name="Unpriced">Tokens of models whose price is not known.</param>
internal sealed record UsageRow(string Key, long Calls, long Input, long Output, IReadOnlyDictionary<string, decimal> Money, long Unpriced)
{
    public static UsageRow Of(string key, IReadOnlyList<Spend> spent) => new(
        key, spent.Sum(one => one.Calls), spent.Sum(one => one.Input), spent.Sum(one => one.Output),
        spent.Where(one => one.Currency.Length > 0).GroupBy(one => one.Currency, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(one => one.Micros) / 1_000_000m, StringComparer.Ordinal),
        spent.Where(one => one.Currency.Length == 0).Sum(one => one.Input + one.Output));
}
