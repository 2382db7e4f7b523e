namespace Dinghy.Gateway.Configuration;

/// <summary>What models may cost.</summary>
internal sealed record BudgetsConfig
{
    /// <summary>Each person on each account; each token of the OpenAI door.</summary>
    public BudgetLimits PerPerson { get; init; } = new();

    /// <summary>Each agent.</summary>
    public BudgetLimits PerAgent { get; init; } = new();

    /// <summary>Everything together.</summary>
    public BudgetLimits Total { get; init; } = new();

    /// <summary>In which money is counted; three letters.</summary>
    public string Currency { get; init; } = "CNY";

    /// <summary>What one unit of other money is in <see cref="Currency"/>.</summary>
    public IReadOnlyDictionary<string, decimal> Rates { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>False: nobody is refused, owners are told only.</summary>
    public bool Refuses { get; init; } = true;
}

/// <summary>Null: no limit.</summary>
internal sealed record BudgetLimits
{
    public decimal? TokensPerDay { get; init; }

    public decimal? TokensPerMonth { get; init; }

    public decimal? MoneyPerDay { get; init; }

    public decimal? MoneyPerMonth { get; init; }

    public bool Any => (TokensPerDay ?? TokensPerMonth ?? MoneyPerDay ?? MoneyPerMonth) is not null;
}
