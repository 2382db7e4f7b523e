namespace Dinghy.Gateway.Storage;

internal interface IHistoryStore
{
    /// <summary>The newest entries of one conversation's present session, oldest first.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string conversation, int limit, CancellationToken ct);

    /// <summary>The newest entries of all its sessions, oldest first.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadAllHistoryAsync(string conversation, int limit, CancellationToken ct);

    /// <summary>The newest entries of the present session behind a row, oldest first, with their rows; at most so many, and so many UTF-16 characters, but always one.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadTalkAsync(string conversation, long after, int entries, int chars, CancellationToken ct);

    /// <summary>Lets a summary take the place of entries, which stay stored; and counts what it cost. False: the conversation has moved on, and nothing was changed.</summary>
    Task<bool> CompactAsync(Compaction compaction, DateTimeOffset at, CancellationToken ct);
}

/// <summary>A summary, and what it takes the place of.</summary>
/// <param name="Conversation">See <see cref="Turn.Conversation"/>.</param>
/// <param name="Session">The session that was read.</param>
/// <param name="From">The last entry of the summary before; 0: there was none of this session.</param>
/// <param name="To">The last entry that the new one holds.</param>
/// <param name="Summary">Of the one before and the entries in between.</param>
internal sealed record Compaction(string Conversation, long Session, long From, long To, string Summary)
{
    /// <summary>What it cost, one a model, and the turn it is counted with.</summary>
    public (long TurnId, IReadOnlyList<TurnUse> Uses) Cost { get; init; } = (0, []);
}
