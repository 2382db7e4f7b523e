namespace Dinghy.Gateway.Storage;

/// <summary>What became of one turn, step by step; holds no text.</summary>
internal sealed record TurnTrace(
    Turn Turn, TurnOutcome? Outcome, DateTimeOffset? ClosedAt, TurnUse? Usage, IReadOnlyList<ReplyTrace> Replies);

/// <param name="At">When it was stored.</param>
/// <param name="Closes">It is the answer; else a note beside it.</param>
/// <param name="Length">Characters.</param>
/// <param name="State">As stored.</param>
/// <param name="Parts">In the order sent.</param>
internal sealed record ReplyTrace(DateTimeOffset At, bool Closes, int Length, ReplyState State, IReadOnlyList<PartTrace> Parts);

/// <param name="Part">What left.</param>
/// <param name="State">What became of it.</param>
/// <param name="Receipt">DingTalk's id of the message.</param>
/// <param name="Error">DingTalk's code.</param>
/// <param name="At">When that was known.</param>
internal sealed record PartTrace(Part Part, PartState State, string? Receipt, string? Error, DateTimeOffset At);
