namespace Dinghy.Gateway.Configuration;

/// <summary>The keys of <c>budgets</c>.</summary>
internal static class BudgetsReader
{
    public static BudgetsConfig Read(NodeReader budgets, ConfigReport report)
    {
        var defaults = new BudgetsConfig();
        return new()
        {
            PerPerson = Limits(budgets.Child("per_person")),
            PerAgent = Limits(budgets.Child("per_agent")),
            Total = Limits(budgets.Child("total")),
            Currency = Money(budgets.Text("currency"), budgets.PathOf("currency"), report) ?? defaults.Currency,
            Rates = budgets.Numbers("rates").Select(entry => (Of: Money(entry.Key, budgets.PathOf("rates"), report), entry.Value))
                .Where(one => one is { Of: not null, Value: > 0 }).ToDictionary(one => one.Of!, one => one.Value, StringComparer.Ordinal),
            Refuses = budgets.Choice("on_limit") != "warn",
        };
    }

    private static BudgetLimits Limits(NodeReader limits) => new()
    {
        TokensPerDay = limits.Number("tokens_per_day"),
        TokensPerMonth = limits.Number("tokens_per_month"),
        MoneyPerDay = limits.Number("money_per_day"),
        MoneyPerMonth = limits.Number("money_per_month"),
    };

    private static string? Money(string? written, string path, ConfigReport report)
    {
        if (written?.Trim().ToUpperInvariant() is not { } letters) return null;
        if (letters.Length == 3 && letters.All(char.IsAsciiLetterUpper)) return letters;
        report.Fault(path, ConfigReport.Quote(written), "a currency of three letters, as CNY or USD");
        return null;
    }
}
