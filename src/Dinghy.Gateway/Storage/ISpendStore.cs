namespace Dinghy.Gateway.Storage;

/// <summary>What models cost, by day, payer and model.</summary>
internal interface ISpendStore
{
    /// <summary>Adds to what is there.</summary>
    Task AddSpendAsync(Spend spend, CancellationToken ct);

    /// <summary>Everything from one day to another, both included.</summary>
    Task<IReadOnlyList<Spend>> ReadSpendAsync(DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>Forgets what is older.</summary>
    Task<int> PruneSpendAsync(DateOnly before, CancellationToken ct);
}

/// <param name="Day">Of the budgets' calendar.</param>
/// <param name="Account">Whose robot; empty: nobody's.</param>
/// <param name="Person">A staff id, else a sender id; <c>token:name</c> for the OpenAI door; empty: nobody's.</param>
/// <param name="Agent">Its id; empty: nobody's.</param>
/// <param name="Model"><c>provider/model</c>, or as the provider names it.</param>
/// <param name="Currency">Of the money; empty: the price is not known.</param>
internal sealed record Spend(DateOnly Day, string Account, string Person, string Agent, string Model, string Currency)
{
    public long Calls { get; init; }

    /// <summary>Tokens.</summary>
    public long Input { get; init; }

    /// <summary>Tokens.</summary>
    public long Output { get; init; }

    /// <summary>Millionths of one unit of money.</summary>
    public long Micros { get; init; }
}
