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

    /// <summary>The turn that decided; 0: none, it was decided in the console.</summary>
    public long? DecidedIn { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What the tool said; null until it ended.</summary>
    public string? Result { get; init; }

    /// <summary>Staff ids of those who were asked, each in a chat of their own, one a line; null: it was asked where the call was made.</summary>
    public string? Approvers { get; init; }

    /// <summary>Who shall decide, as the configuration says.</summary>
    public string Rule { get; init; } = "";

    /// <summary>See <see cref="Turn.Conversation"/> of the turn in which the model called; null: of an older program.</summary>
    public string? Conversation { get; init; }

    /// <summary>The message of that turn without its words, as JSON.</summary>
    public string? Origin { get; init; }

    public bool IsElsewhere => Approvers is not null;

    public IReadOnlyList<string> Asked => Approvers?.Split('\n') ?? [];
}

/// <summary>
/// Running: the call began. One that a crash finds so has an end that nobody knows: it is not made again. Granted: somebody said yes in another chat, and
/// it will begin where it was made. Expired: nobody answered in time.
/// </summary>
internal enum ApprovalState { Pending, Granted, Running, Done, Failed, Denied, Expired, Unknown }

internal sealed record NewToolApproval(
    string Code, string Account, string Chat, string Person, string Agent, string Tool, string Arguments, bool OwnersOnly, long TurnId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>See <see cref="ToolApproval.Approvers"/>.</summary>
    public string? Approvers { get; init; }

    /// <summary>See <see cref="ToolApproval.Rule"/>.</summary>
    public string Rule { get; init; } = "";

    /// <summary>See <see cref="ToolApproval.Conversation"/>.</summary>
    public string? Conversation { get; init; }

    /// <summary>See <see cref="ToolApproval.Origin"/>.</summary>
    public string? Origin { get; init; }

    /// <summary>The questions in the approvers' chats, stored in the same commit.</summary>
    public Func<ToolApproval, IReadOnlyList<NewTurn>> Questions { get; init; } = _ => [];
}

internal interface IApprovalStore
{
    /// <summary>Keeps a question; the audit has it. The same call of the same turn, which a restart runs again, is the question that stands already.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="stored">As for <see cref="ITurnStore.AddTurnAsync"/>, for each of its turns.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    Task<ToolApproval> AskApprovalAsync(NewToolApproval asked, Action<Turn>? stored, CancellationToken ct);

    Task<ToolApproval?> FindApprovalAsync(long id, CancellationToken ct);

    /// <summary>What a person was asked in a chat of their own, by its code; of several the newest. Null: nothing.</summary>
    Task<ToolApproval?> FindAskedApprovalAsync(string account, string person, string code, CancellationToken ct);

    /// <summary>What was asked in chats of their own and waits.</summary>
    Task<IReadOnlyList<ToolApproval>> AskedElsewhereAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>What waits at a time first, then the newest of the rest; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<ToolApproval>> ListApprovalsAsync(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Null: nothing was asked under this code in this chat. Of several the newest.</summary>
    Task<ToolApproval?> FindApprovalAsync(string account, string chat, string code, CancellationToken ct);

    /// <summary>What waits in a chat at a time, oldest first.</summary>
    Task<IReadOnlyList<ToolApproval>> WaitingApprovalsAsync(string account, string chat, DateTimeOffset now, CancellationToken ct);

    /// <summary>From waiting to what was decided; the audit has it. False: it does not wait any more, or its time is over.</summary>
    /// <param name="id">Which.</param>
    /// <param name="state">Running, granted or denied.</param>
    /// <param name="by">Who decided.</param>
    /// <param name="turnId">In which turn.</param>
    /// <param name="at">Now.</param>
    /// <param name="end">The turn that goes on with it where the call was made; null: this turn does.</param>
    /// <param name="stored">Told of that turn.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    Task<bool> DecideApprovalAsync(long id, ApprovalState state, string by, long turnId, DateTimeOffset at, NewTurn? end, Action<Turn>? stored, CancellationToken ct);

    /// <summary>From granted to running. False: it was not granted, or began before.</summary>
    Task<bool> BeginApprovalAsync(long id, CancellationToken ct);

    /// <summary>Somebody decided whose it was not; kept once for each person and question.</summary>
    Task NotTheirApprovalAsync(long id, string by, DateTimeOffset at, CancellationToken ct);

    /// <summary>Answers no to what nobody answered in time; the audit has it.</summary>
    /// <param name="now">Now.</param>
    /// <param name="end">The turn that tells of it where the call was made; null: nobody is told.</param>
    /// <param name="stored">Told of each such turn.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    /// <returns>They.</returns>
    Task<IReadOnlyList<ToolApproval>> ExpireApprovalsAsync(DateTimeOffset now, Func<ToolApproval, NewTurn?> end, Action<Turn> stored, int limit, CancellationToken ct);

    /// <summary>When the next question is answered no; null: none waits.</summary>
    Task<DateTimeOffset?> NextExpiryAsync(CancellationToken ct);

    /// <summary>From running to its end; the audit has it. False: it was not running.</summary>
    Task<bool> EndApprovalAsync(long id, ApprovalState state, string? result, DateTimeOffset at, CancellationToken ct);

    /// <summary>Ends what was allowed and whose turns are over without its end, as after a long downtime: what ran is unknown, what never began has failed. The audit has it.</summary>
    Task<IReadOnlyList<ToolApproval>> EndStrandedApprovalsAsync(DateTimeOffset at, int limit, CancellationToken ct);

    /// <summary>Removes questions of before a time, at most <paramref name="limit"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> PruneApprovalsAsync(DateTimeOffset before, int limit, CancellationToken ct);
}
