using System.Globalization;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Storage;

/// <summary>Something that is due at times: a prompt for an agent, or a text as it is.</summary>
internal sealed record Schedule
{
    /// <summary>0 before it is stored; never used again after it is gone.</summary>
    public long Id { get; init; }

    /// <summary>Whose robot says it.</summary>
    public required string Account { get; init; }

    /// <summary>For people; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Staff id of whoever made it; empty: the operator.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The openConversationId of a group, or of a private chat where it is known.</summary>
    public string Conversation { get; init; } = "";

    public bool IsGroup { get; init; }

    /// <summary>Staff id of whom it speaks to; in a group, for whom it asks.</summary>
    public string Person { get; init; } = "";

    /// <summary>The message in which it was asked for, without its words and its webhook: the rest of the ids. Empty: there was none.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Null: as routing says.</summary>
    public string? Agent { get; init; }

    /// <summary>What the agent is told, or what is said.</summary>
    public required string Message { get; init; }

    /// <summary>Said as it is; no model is asked.</summary>
    public bool IsText { get; init; }

    public required SpecKind Kind { get; init; }

    /// <summary>Five or six fields; seconds; a moment with its offset.</summary>
    public required string Spec { get; init; }

    /// <summary>By its IANA name.</summary>
    public required string Zone { get; init; }

    /// <summary>It reads and adds to the conversation's memory; else it stands for itself.</summary>
    public bool Remembers { get; init; }

    public CatchUp CatchUp { get; init; } = CatchUp.Once;

    public ScheduleState State { get; init; } = ScheduleState.Active;

    /// <summary>Null unless active.</summary>
    public DateTimeOffset? NextAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Runs that failed since the last that did not.</summary>
    public int Failures { get; init; }

    /// <summary>Failures its owner knows of.</summary>
    public int Told { get; init; }

    /// <summary>Asked for twice under one key, it is made once. Null: no key.</summary>
    public string? Key { get; init; }

    /// <summary>Looks into <c>HEARTBEAT.md</c> instead of saying its message.</summary>
    public bool IsHeartbeat => Key?.StartsWith(HeartbeatKey, StringComparison.Ordinal) == true;

    public const string HeartbeatKey = "heartbeat:";

    /// <summary>The message id of one time that a schedule is due: the same due time is the same message, whatever crashed between.</summary>
    public static string RunId(long id, DateTimeOffset dueAt) => string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}{id}:{dueAt.ToUnixTimeMilliseconds()}");

    /// <summary>No person said this message, and DingTalk knows nothing of it. Ids of DingTalk's hold no colon.</summary>
    public static bool IsRun(MessageId id) => id.Value.StartsWith(RunPrefix, StringComparison.Ordinal);

    private const string RunPrefix = MadeIds.Schedule;
}

internal enum SpecKind { Cron, Every, At }

/// <summary>What becomes of times that passed while the program was down. Once: the last of them. All: a bounded number of them.</summary>
internal enum CatchUp { Skip, Once, All }

/// <summary>Paused: it failed too often, or somebody stopped it. Done: its only moment has passed.</summary>
internal enum ScheduleState { Active, Paused, Done }

/// <summary>One time it was due.</summary>
internal sealed record ScheduleRun
{
    public required long ScheduleId { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>0: there was none; see the outcome.</summary>
    public long TurnId { get; init; }

    /// <summary>Somebody asked for it now.</summary>
    public bool ByHand { get; init; }

    /// <summary>As <see cref="TurnOutcome"/> spells it; null: it runs.</summary>
    public string? Outcome { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>A due schedule on its way into the inbox.</summary>
/// <param name="Schedule">As it was read.</param>
/// <param name="DueAt">Part of the run's key.</param>
/// <param name="Turn">Null: nothing is asked, and <paramref name="Outcome"/> says why.</param>
/// <param name="Outcome">Of a run without a turn.</param>
internal sealed record Firing(Schedule Schedule, DateTimeOffset DueAt, NewTurn? Turn, TurnOutcome? Outcome)
{
    public bool ByHand { get; init; }

    /// <summary>Of a run without a turn; a turn knows it itself.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>What the schedule is at afterwards; a run by hand changes nothing.</summary>
    public DateTimeOffset? NextAt { get; init; }

    public ScheduleState State { get; init; } = ScheduleState.Active;
}

/// <summary>A turn that no person said.</summary>
/// <param name="TurnId">Of the inbox.</param>
/// <param name="Schedule">As it was when it was due.</param>
internal sealed record ScheduledTurn(long TurnId, Schedule Schedule);
