using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary>Newest first. <c>Before</c>: given for the next ones; null: these were all.</summary>
internal sealed record TurnListReport(IReadOnlyList<TurnRowReport> Turns, long? Before);

/// <summary>One turn. Outcome: <c>answered</c>, <c>failed:busy</c>; null while it is in work.</summary>
internal sealed record TurnRowReport(
    long Id, string Account, string MessageId, string Conversation, string Person, DateTimeOffset ReceivedAt, string State, string? Outcome, DateTimeOffset? ClosedAt, long? RetryOf)
{
    public static TurnRowReport Of(TurnRow row) => new(row.Id, row.Account, row.MessageId, row.Conversation, row.Person, row.ReceivedAt, row.State, row.Outcome?.ToString(), row.ClosedAt, row.AgainOf);
}

/// <summary>
/// What became of one turn. Verdict: why policy let it in. RetryOf: the turn that this one tries again; Retries: those that tried this one again. AnsweredIn: the turn
/// whose answer took this one up. No text is in it, but in Raw, which is only there when asked for.
/// </summary>
internal sealed record TraceReport(
    long Id, string Account, string MessageId, string Conversation, string Person, DateTimeOffset ReceivedAt, int Resumes, string? Verdict, RunReport? Run,
    IReadOnlyList<ReplyReport> Replies, string? Outcome, DateTimeOffset? ClosedAt, long? RetryOf, IReadOnlyList<long> Retries, long? AnsweredIn)
{
    /// <summary>The frame's data, secrets removed.</summary>
    public string? Raw { get; init; }

    public static TraceReport Of(TurnTrace trace, string? payload) => new(
        trace.Turn.Id, trace.Turn.Account, trace.Turn.MessageId.Value, trace.Turn.Conversation, trace.Turn.Message.Sender?.Value ?? trace.Turn.Message.SenderId, trace.Turn.ReceivedAt,
        trace.Turn.Resumes, trace.Verdict, RunReport.Of(trace), [.. trace.Replies.Select(ReplyReport.Of)], trace.Outcome?.ToString(), trace.ClosedAt, trace.AgainOf, trace.Again, trace.CarriedBy)
    {
        Raw = payload is null ? null : RawFrame.Of(payload),
    };
}

/// <summary>What was done, in milliseconds from its beginning.</summary>
internal sealed record RunReport(DateTimeOffset At, long Took, string? Agent, string? Route, string? Command, IReadOnlyList<RunAsk> Models, IReadOnlyList<RunTool> Tools, int Dropped)
{
    public static RunReport? Of(TurnTrace trace)
    {
        if (trace.Done is { } run) return new(run.At, run.Took, run.Agent, run.Route, run.Command, run.Asks, run.Tools, run.Dropped);
        // Of a turn that an older program answered, its tokens are known.
        return trace.Usage is not { } use ? null : new(
            trace.Turn.ReceivedAt, (long)use.Elapsed.TotalMilliseconds, null, null, null, [new RunAsk(0, use.Model) { Took = (long)use.Elapsed.TotalMilliseconds, Input = use.Input, Output = use.Output }], [], 0);
    }
}

/// <summary>One thing said. Closes: it is the answer, else something beside it. Length: characters. NextAt: when it is tried again.</summary>
internal sealed record ReplyReport(DateTimeOffset At, bool Closes, int Length, string State, DateTimeOffset? NextAt, DateTimeOffset? ResentAt, IReadOnlyList<PartReport> Parts)
{
    public static string RoadName(Road road) => road.ToString().ToLowerInvariant();

    public static ReplyReport Of(ReplyTrace reply) => new(
        reply.At, reply.Closes, reply.Length, RunRecorder.Wire(reply.State), reply.NextAt, reply.ResentAt,
        [.. reply.Parts.Select(part => new PartReport(
            part.Part.Number, RoadName(part.Part.Road), RunRecorder.Wire(part.State), part.Part.Length, part.Part.Attempts, part.Part.Doubts, part.Receipt, part.Error, part.BeganAt, part.At))]);
}

internal sealed record PartReport(int Number, string Road, string State, int Length, int Attempts, int Doubts, string? Receipt, string? Error, DateTimeOffset? BeganAt, DateTimeOffset At);

internal sealed record DeadListReport(IReadOnlyList<DeadReport> Replies)
{
    public static DeadListReport Of(IReadOnlyList<DeadReply> dead) => new([.. dead.Select(one => new DeadReport(
        one.ReplyId, TurnRowReport.Of(one.Turn), one.IsFile ? "file" : "answer", one.At, one.Length, one.Arrived, one.Road is { } road ? ReplyReport.RoadName(road) : null, one.Error))]);
}

/// <summary>What was given up. Kind: <c>answer</c> or <c>file</c>. Arrived: characters of Length. Road: the last that was tried.</summary>
internal sealed record DeadReport(long ReplyId, TurnRowReport Turn, string Kind, DateTimeOffset At, int Length, int Arrived, string? Road, string? Error);

/// <param name="Done">It was begun again.</param>
/// <param name="Result"><c>done</c>, or why not: <c>no_such_turn</c>, <c>in_work</c>, <c>nothing_to_send</c>, <c>not_failed</c>, <c>made</c>, <c>has_answer</c>, <c>retried</c>.</param>
/// <param name="Turn">The turn whose answer is sent again; the new turn of a retry.</param>
/// <param name="Replies">How many are sent again.</param>
internal sealed record AgainReport(bool Done, string Result, long Turn, int Replies)
{
    public static AgainReport Of(AgainOutcome outcome) => new(outcome.Result == AgainResult.Done, RunRecorder.Wire(outcome.Result), outcome.TurnId, outcome.Replies.Count);
}
