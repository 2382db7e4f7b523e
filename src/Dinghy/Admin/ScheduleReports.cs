using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary>
/// One schedule, as <c>dinghy cron … --json</c> and <c>/api/schedules</c> tell it. Owner is a staff id, or empty for the operator; To a staff id or a
/// group's openConversationId; Session, in OpenClaw's words, <c>isolated</c> (for itself) or <c>main</c> (in the conversation's memory).
/// </summary>
internal sealed record ScheduleReport(
    long Id, string Account, string Name, string Owner, string To, string? Agent, string Message, bool SayAsIs, string Kind, string Spec, string TimeZone, string Session, string CatchUp,
    string State, DateTimeOffset? NextAt, IReadOnlyList<DateTimeOffset> Next, int Failures)
{
    /// <summary>True: name and message are not for whoever asks.</summary>
    public bool? Hidden { get; init; }

    public static ScheduleReport Of(Schedule one, IReadOnlyList<DateTimeOffset>? next = null) => new(
        one.Id, one.Account, one.Name, one.Owner, one.IsGroup ? one.Conversation : one.Person, one.Agent, one.Message, one.IsText, Word(one.Kind), one.Spec, one.Zone,
        one.Remembers ? "main" : "isolated", Word(one.CatchUp), Word(one.State), one.NextAt, next ?? [], one.Failures);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

internal sealed record ScheduleListReport(IReadOnlyList<ScheduleReport> Schedules)
{
    /// <summary>For whom people's words are not: what is to be said, and the name that was made of it.</summary>
    public ScheduleListReport Shown(bool hidden) => !hidden ? this : new([.. Schedules.Select(one => one with { Name = "", Message = "", Hidden = true })]);
}

/// <summary>One time it was due; without an outcome it runs.</summary>
internal sealed record ScheduleRunReport(DateTimeOffset DueAt, DateTimeOffset StartedAt, long? TurnId, bool ByHand, string? Outcome, DateTimeOffset? EndedAt)
{
    public static ScheduleRunReport Of(ScheduleRun run) => new(run.DueAt, run.StartedAt, run.TurnId == 0 ? null : run.TurnId, run.ByHand, run.Outcome, run.EndedAt);
}

/// <param name="Runs">The last first.</param>
/// <param name="TimeZone">The schedule's own; absent: there is no such schedule.</param>
/// <param name="Problem">Then what to say.</param>
internal sealed record ScheduleRunsReport(IReadOnlyList<ScheduleRunReport> Runs, string? TimeZone, string? Problem);

/// <summary>What the operator asks for; what is null stays as it is.</summary>
internal sealed record ScheduleOrder
{
    public string? Account { get; init; }

    public string? To { get; init; }

    public string? Name { get; init; }

    public string? Message { get; init; }

    public bool? SayAsIs { get; init; }

    public string? Kind { get; init; }

    public string? Spec { get; init; }

    public string? TimeZone { get; init; }

    public string? Session { get; init; }

    public string? CatchUp { get; init; }

    public string? Agent { get; init; }

    /// <summary>Staff id of who is told of failures; absent: the owners.</summary>
    public string? Owner { get; init; }
}

/// <param name="Schedule">Absent: it was not done.</param>
/// <param name="Problem">Why not.</param>
internal sealed record ScheduleAnswerReport(ScheduleReport? Schedule, string? Problem)
{
    public static ScheduleAnswerReport Of(ScheduleAnswer answer) => new(answer.Schedule is { } one ? ScheduleReport.Of(one, answer.Next) : null, answer.Problem);

    public static ScheduleAnswerReport No(string problem) => new(null, problem);
}
