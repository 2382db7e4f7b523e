namespace Dinghy.Gateway.Storage;

/// <summary>A tool's call that waits for a person, from the question to its end.</summary>
internal sealed record ToolApproval
{
    public required long Id { get; init; }

    /// <summary>What a person types; no model is ever told it.</summary>
    public required string Code { get; init; }

    public required string Account { get; init; }

    /// <summary>DingTalk's conversation id: it is decided where it was asked.</summary>
    public required string Chat { get; init; }

    /// <summary>Who asked for what the model wants to do: see <see cref="Access.PersonKey"/>.</summary>
    public required string Person { get; init; }

    public required string Agent { get; init; }

    public required string Tool { get; init; }

    /// <summary>A JSON object.</summary>
    public required string Arguments { get; init; }

    public required bool OwnersOnly { get; init; }

    public required ApprovalState State { get; init; }

    /// <summary>The turn in which the model called.</summary>
    public required long TurnId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string? DecidedBy { get; init; }

    /// <summary>The turn that decided.</summary>
    public long? DecidedIn { get; init; }

    /// <summary>What the tool said; null until it ended.</summary>
    public string? Result { get; init; }
}

/// <summary>Running: somebody said yes, and the call began. One that a crash finds so has an end that nobody knows: it is not made again.</summary>
internal enum ApprovalState { Pending, Running, Done, Failed, Denied, Unknown }

internal sealed record NewToolApproval(
    string Code, string Account, string Chat, string Person, string Agent, string Tool, string Arguments, bool OwnersOnly, long TurnId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

internal interface IApprovalStore
{
    /// <summary>Keeps a question. The same call of the same turn, which a restart runs again, is the question that stands already.</summary>
    Task<ToolApproval> AskApprovalAsync(NewToolApproval asked, CancellationToken ct);

    /// <summary>Null: nothing was asked under this code in this chat. Of several the newest.</summary>
    Task<ToolApproval?> FindApprovalAsync(string account, string chat, string code, CancellationToken ct);

    /// <summary>What waits in a chat at a time, oldest first.</summary>
    Task<IReadOnlyList<ToolApproval>> WaitingApprovalsAsync(string account, string chat, DateTimeOffset now, CancellationToken ct);

    /// <summary>From waiting to what was decided. False: it does not wait any more, or its time is over.</summary>
    Task<bool> DecideApprovalAsync(long id, ApprovalState state, string by, long turnId, DateTimeOffset at, CancellationToken ct);

    /// <summary>From running to its end. False: it was not running.</summary>
    Task<bool> EndApprovalAsync(long id, ApprovalState state, string? result, DateTimeOffset at, CancellationToken ct);

    /// <summary>Removes questions of before a time, at most <paramref name="limit"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> PruneApprovalsAsync(DateTimeOffset before, int limit, CancellationToken ct);
}
