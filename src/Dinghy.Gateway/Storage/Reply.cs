namespace Dinghy.Gateway.Storage;

/// <summary>One thing to say, whole; it is cut into parts only as a road carries it.</summary>
internal sealed record Reply
{
    public required long Id { get; init; }

    public required Turn Turn { get; init; }

    public required string Text { get; init; }

    /// <summary>Characters that have arrived, or that no road may repeat any more: the next part begins here.</summary>
    public int Done { get; init; }

    /// <summary>Parts behind <see cref="Done"/>.</summary>
    public int PartsDone { get; init; }

    /// <summary>Rounds of the whole ladder that failed.</summary>
    public int Rounds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What goes with the text.</summary>
    public ReplyExtras Extras { get; init; } = ReplyExtras.None;

    /// <summary>What the turn becomes when this reply has arrived; null for what goes beside the answer.</summary>
    public TurnOutcome? Closes { get; init; }

    /// <summary>A word of the moment: worth saying now or not at all.</summary>
    public bool IsNote => Closes is null && !Extras.Kept;

    /// <summary>Why its file could not be sent, when that was tried: DingTalk's code or ours.</summary>
    public string? FileError { get; init; }

    /// <summary>Answers that go with this one's message; they end when it does.</summary>
    public IReadOnlyList<CarriedReply> Carries { get; init; } = [];

    /// <summary>The last attempt at the next part, when there was one.</summary>
    public Part? Last { get; init; }

    /// <summary>That attempt has no result: it was on its way when the program ended.</summary>
    public bool InFlight { get; init; }

    /// <summary>It waits for the limit of messages a minute, not for DingTalk.</summary>
    public bool WaitsForMinute { get; init; }

    /// <summary>An earlier reply of its turn has not ended: this one comes after it. Ahead: when that one is tried; null time: now.</summary>
    public (bool Is, DateTimeOffset? At) Ahead { get; init; }

    /// <summary>Some part's receipt never came.</summary>
    public bool Doubtful { get; init; }
}

/// <param name="TurnId">The turn it answers.</param>
/// <param name="Text">Everything there is to say.</param>
/// <param name="Closes">See <see cref="Reply.Closes"/>.</param>
/// <param name="Remember">What the conversation will remember; stored in the same commit as the answer.</param>
internal sealed record NewReply(long TurnId, string Text, TurnOutcome? Closes, IReadOnlyList<HistoryEntry> Remember)
{
    public ReplyExtras Extras { get; init; } = ReplyExtras.None;

    /// <summary>What changes with it; stored in the same commit.</summary>
    public TurnEffects Effects { get; init; } = TurnEffects.None;

    /// <summary>Without a first attempt: when it is due; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>What was done to make it; null: it is not an answer, or nobody wrote it down.</summary>
    public TurnRun? Run { get; init; }

    /// <summary>Turns that this answer took up: they end with it.</summary>
    public IReadOnlyList<Turn> Takes { get; init; } = [];

    /// <summary>Further replies of the turn, sent in this order after it; stored in the same commit, so that none is forgotten.</summary>
    public IReadOnlyList<NewReply> Then { get; init; } = [];
}

/// <param name="ReplyId">Its row.</param>
/// <param name="PartId">The first attempt's row; 0 where there is none.</param>
internal readonly record struct AddedReply(long ReplyId, long PartId)
{
    /// <summary>The turn has ended without it, and nobody waits for it any more.</summary>
    public bool IsRefused => ReplyId == 0;

    /// <summary>The rows of <see cref="NewReply.Then"/>, in its order; they wait to be sent.</summary>
    public IReadOnlyList<long> Then { get; init; } = [];
}

/// <summary>An answer in the message of another.</summary>
/// <param name="Turn">The turn it answers.</param>
/// <param name="Closes">What the turn becomes when the message has arrived.</param>
internal sealed record CarriedReply(Turn Turn, TurnOutcome Closes)
{
    /// <summary>How a turn ends that an answer took up.</summary>
    public static TurnOutcome Joined(TurnOutcome closes) => closes.Kind == OutcomeKind.Answered ? closes with { Reason = Reasons.Joined } : closes;
}

/// <summary>One message on one road. The row is durable before the request leaves.</summary>
/// <param name="Id">Row id; 0 while it is only planned.</param>
/// <param name="Number">1-based; a repeat keeps its number.</param>
/// <param name="Start">First character of the reply's text, UTF-16.</param>
/// <param name="Length">Characters, UTF-16.</param>
/// <param name="Road">What carries it.</param>
/// <param name="Attempts">Times it left, this one included.</param>
/// <param name="Doubts">Times its receipt never came.</param>
internal sealed record Part(long Id, int Number, int Start, int Length, Road Road, int Attempts, int Doubts);

/// <summary>Card: the card that showed the answer as it grew gets its last frame. File: the reply as a file, by OpenAPI.</summary>
internal enum Road { Webhook, OpenApi, Card, File }

internal enum PartState { Sending, Delivered, Refused, InDoubt }

internal enum ReplyState { Open, Delivered, Dead }

/// <summary>What became of one attempt, and what comes next; one commit.</summary>
/// <param name="PartId">The attempt's row.</param>
/// <param name="State">Its new state.</param>
/// <param name="Doubts">Its new count of doubts.</param>
/// <param name="Receipt">DingTalk's id of the message, where the road gives one.</param>
/// <param name="Error">DingTalk's code, never its text.</param>
internal sealed record PartResult(long PartId, PartState State, int Doubts, string? Receipt, string? Error);

/// <param name="Done">See <see cref="Reply.Done"/>.</param>
/// <param name="PartsDone">See <see cref="Reply.PartsDone"/>.</param>
/// <param name="Rounds">See <see cref="Reply.Rounds"/>.</param>
/// <param name="State">Open while parts or retries remain.</param>
/// <param name="NextAt">When the retry queue tries again; null when it is on its way or ended.</param>
/// <param name="Turn">Set when the turn ends with it.</param>
internal sealed record ReplyProgress(int Done, int PartsDone, int Rounds, ReplyState State, DateTimeOffset? NextAt, TurnOutcome? Turn)
{
    /// <summary>See <see cref="Reply.WaitsForMinute"/>.</summary>
    public bool WaitsForMinute { get; init; }

    /// <summary>How the turns of <see cref="Reply.Carries"/> end with it.</summary>
    public IReadOnlyList<(long TurnId, TurnOutcome Outcome)> Carried { get; init; } = [];
}
