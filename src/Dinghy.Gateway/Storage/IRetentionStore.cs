namespace Dinghy.Gateway.Storage;

/// <summary>Lets go of what was kept long enough. Each call is one short write; it tells how much it did, and the limit means that there may be more.</summary>
internal interface IRetentionStore
{
    /// <summary>When a chore was done last; null: never.</summary>
    Task<DateTimeOffset?> UpkeepAsync(string chore, CancellationToken ct);

    Task MarkUpkeepAsync(string chore, DateTimeOffset at, CancellationToken ct);

    /// <summary>Takes the words out of turns that ended, and of what was said in them; their ids stay, so that a repeat is recognised, and how they went.</summary>
    Task<int> CutTextsAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Takes everything but the id and the outcome from turns that ended.</summary>
    Task<int> CutTracesAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Removes lines of the memory of talks, of every session.</summary>
    Task<int> PruneHistoryAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Removes summaries of talks in which nothing younger is remembered.</summary>
    Task<int> PruneSummariesAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Removes facts that were told last before the time.</summary>
    Task<int> PruneFactsAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Removes people and groups that were seen last before the time, and requests to be let in.</summary>
    Task<int> PrunePeopleAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Takes the texts out of the oldest entries of the audit; an entry of its own says of which, and holds a hash of what stays of them.</summary>
    Task<int> CutAuditAsync(DateTimeOffset before, int limit, DateTimeOffset at, CancellationToken ct);
}
