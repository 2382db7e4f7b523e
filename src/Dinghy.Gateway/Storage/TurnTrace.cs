namespace Dinghy.Gateway.Storage;

/// <summary>What became of one turn, step by step; holds no text.</summary>
internal sealed record TurnTrace(
    Turn Turn, TurnOutcome? Outcome, DateTimeOffset? ClosedAt, TurnUse? Usage, IReadOnlyList<ReplyTrace> Replies)
{
    /// <summary>Why policy let it in; null: no policy was asked, or an older program stored it.</summary>
    public string? Verdict { get; init; }

    /// <summary>What was done for it where it ended without a reply; else it stands with the reply.</summary>
    public TurnRun? Run { get; init; }

    /// <summary>The turn that this one tries again; null: it is no such thing.</summary>
    public long? AgainOf { get; init; }

    /// <summary>Turns that tried this one again, oldest first.</summary>
    public IReadOnlyList<long> Again { get; init; } = [];

    /// <summary>The turn whose answer took this one up, or whose message carries its answer; null: it has its own.</summary>
    public long? CarriedBy { get; init; }

    /// <summary>What was done for it, wherever that is kept: of its answer, else of its end.</summary>
    public TurnRun? Done => Replies.LastOrDefault(reply => reply.Run is not null)?.Run ?? Run;
}

/// <param name="At">When it was stored.</param>
/// <param name="Closes">It is the answer; else a note beside it.</param>
/// <param name="Length">Characters.</param>
/// <param name="State">As stored.</param>
/// <param name="Parts">In the order sent.</param>
internal sealed record ReplyTrace(DateTimeOffset At, bool Closes, int Length, ReplyState State, IReadOnlyList<PartTrace> Parts)
{
    /// <summary>What was done to make it.</summary>
    public TurnRun? Run { get; init; }

    /// <summary>When it is tried again; null: it is not.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When an operator had it sent again; null: never.</summary>
    public DateTimeOffset? ResentAt { get; init; }
}

/// <param name="Part">What left.</param>
/// <param name="State">What became of it.</param>
/// <param name="Receipt">DingTalk's id of the message.</param>
/// <param name="Error">DingTalk's code.</param>
/// <param name="At">When that was known.</param>
internal sealed record PartTrace(Part Part, PartState State, string? Receipt, string? Error, DateTimeOffset At)
{
    /// <summary>When it left first; null: an older program sent it.</summary>
    public DateTimeOffset? BeganAt { get; init; }
}

/// <summary>One turn in a list.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Account">Whose robot.</param>
/// <param name="MessageId">DingTalk's.</param>
/// <param name="Conversation">Empty: it was refused.</param>
/// <param name="ReceivedAt">When.</param>
/// <param name="State"><c>open</c>, <c>replying</c> or <c>closed</c>.</param>
/// <param name="Outcome">Null while it is in work.</param>
/// <param name="ClosedAt">The same.</param>
internal sealed record TurnRow(long Id, string Account, string MessageId, string Conversation, DateTimeOffset ReceivedAt, string State, TurnOutcome? Outcome, DateTimeOffset? ClosedAt)
{
    /// <summary>Staff id, else sender id; empty: nobody, or it was refused.</summary>
    public string Person { get; init; } = "";

    public long? AgainOf { get; init; }
}

/// <summary>Which turns are listed, newest first.</summary>
/// <param name="Limit">At most so many.</param>
internal sealed record TurnQuery(int Limit)
{
    /// <summary><c>failed</c> or <c>failed:busy</c>; <c>open</c> for what has not ended. Null: all.</summary>
    public string? Outcome { get; init; }

    public string? Account { get; init; }

    /// <summary>Staff id or sender id.</summary>
    public string? Person { get; init; }

    /// <summary>Before this number; null: from the newest on.</summary>
    public long? Before { get; init; }
}

/// <summary>An answer or a file that was given up.</summary>
/// <param name="ReplyId">Its row.</param>
/// <param name="Turn">Of which turn.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Length">Characters.</param>
/// <param name="Arrived">Of these, those that had arrived.</param>
/// <param name="Road">The last that was tried; null: none was open.</param>
/// <param name="Error">What it said: DingTalk's code or ours.</param>
internal sealed record DeadReply(long ReplyId, TurnRow Turn, DateTimeOffset At, int Length, int Arrived, Road? Road, string? Error)
{
    /// <summary>It is a file beside the answer.</summary>
    public bool IsFile { get; init; }
}

/// <summary>What came of sending again or trying again.</summary>
internal enum AgainResult { Done, NoSuchTurn, InWork, NothingToSend, NotFailed, Made, HasAnswer, Retried }

/// <param name="Result">Done, or why not.</param>
/// <param name="TurnId">The turn whose answer is sent; the new turn of a retry; for <see cref="AgainResult.Retried"/> the one that was before.</param>
internal sealed record AgainOutcome(AgainResult Result, long TurnId)
{
    /// <summary>Replies that wait to be sent.</summary>
    public IReadOnlyList<long> Replies { get; init; } = [];

    /// <summary>The new turn.</summary>
    public Turn? Turn { get; init; }
}

/// <summary>Looks at what became of turns, and begins again what failed.</summary>
internal interface ITraceStore
{
    /// <summary>Null: there is no such turn, or it was refused.</summary>
    Task<TurnTrace?> TraceAsync(long turnId, CancellationToken ct);

    /// <summary>Every turn under one of DingTalk's ids: one an account, and one more for each retry. Newest first; refused ones too.</summary>
    Task<IReadOnlyList<TurnRow>> FindTurnsAsync(string messageId, CancellationToken ct);

    /// <summary>Refused ones too; of the last <see cref="ListBack"/> of the inbox where a person is named.</summary>
    Task<IReadOnlyList<TurnRow>> ListTurnsAsync(TurnQuery query, CancellationToken ct);

    /// <summary>The frame's data as it came, secrets and all. Null: none is kept.</summary>
    Task<string?> ReadPayloadAsync(long turnId, CancellationToken ct);

    /// <summary>What the turn was answered; null: nothing.</summary>
    Task<string?> ReadAnswerAsync(long turnId, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<DeadReply>> ReadDeadAsync(int limit, CancellationToken ct);

    /// <summary>Opens what a turn's replies left dead or in doubt, from the first character that has not certainly arrived; the audit has it, in the same commit.</summary>
    /// <param name="turnId">Which.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="at">Now.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    Task<AgainOutcome> ResendAsync(long turnId, string by, DateTimeOffset at, CancellationToken ct);

    /// <summary>Stores a failed turn's message once more, as a new turn that knows whose retry it is; the audit has it, in the same commit.</summary>
    /// <inheritdoc cref="ResendAsync"/>
    Task<AgainOutcome> RetryAsync(long turnId, string by, DateTimeOffset at, CancellationToken ct);

    /// <summary>How far back a person's turns are looked for.</summary>
    public const int ListBack = 100_000;
}
