namespace Dinghy.Gateway.Storage;

/// <summary>A database that was a copy and becomes the home's own.</summary>
internal interface IBackupStore
{
    /// <summary>
    /// Ends what was open when the copy was made, without a word: whoever it was copied from went on with it, and nobody shall hear an answer twice.
    /// The audit has it.
    /// </summary>
    /// <returns>How many messages and answers ended.</returns>
    Task<int> EndCopiedAsync(DateTimeOffset at, CancellationToken ct);
}
