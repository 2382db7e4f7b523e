using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Budgets;

/// <summary>What one payer has used on a day and in its month.</summary>
internal sealed class Purse
{
    public decimal DayTokens { get; private set; }

    public decimal DayMoney { get; private set; }

    public decimal MonthTokens { get; private set; }

    public decimal MonthMoney { get; private set; }

    public void Add(decimal tokens, decimal money, bool today)
    {
        (MonthTokens, MonthMoney) = (MonthTokens + tokens, MonthMoney + money);
        if (today) (DayTokens, DayMoney) = (DayTokens + tokens, DayMoney + money);
    }

    public void NewDay() => (DayTokens, DayMoney) = (0, 0);

    /// <summary>How much of the tightest limit is used, and whether that is the day's or the month's; 1 is all of it. Null: there is none.</summary>
    public Use? Against(BudgetLimits limits)
    {
        Use? tightest = null;
        foreach (var use in Uses(limits))
            if (tightest is null || use.Share > tightest.Share) tightest = use;
        return tightest;
    }

    /// <summary>Every limit there is.</summary>
    public IEnumerable<Use> Uses(BudgetLimits limits)
    {
        if (limits.TokensPerDay is { } tokens) yield return new Use(IsMonth: false, IsMoney: false, DayTokens, tokens);
        if (limits.MoneyPerDay is { } money) yield return new Use(IsMonth: false, IsMoney: true, DayMoney, money);
        if (limits.TokensPerMonth is { } monthTokens) yield return new Use(IsMonth: true, IsMoney: false, MonthTokens, monthTokens);
        if (limits.MoneyPerMonth is { } monthMoney) yield return new Use(IsMonth: true, IsMoney: true, MonthMoney, monthMoney);
    }
}

/// <param name="IsMonth">Else of a day.</param>
/// <param name="IsMoney">Else tokens.</param>
/// <param name="Used">So far.</param>
/// <param name="Limit">May be 0: nothing at all.</param>
internal sealed record Use(bool IsMonth, bool IsMoney, decimal Used, decimal Limit)
{
    /// <summary>1: all of it.</summary>
    public decimal Share => Limit > 0 ? Used / Limit : 1;

    public decimal Left => Math.Max(0, Limit - Used);
}
