using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Schedules;

/// <summary>A schedule as somebody asks for it.</summary>
/// <param name="Kind">How the time is written.</param>
/// <param name="Spec">As written: see <see cref="SpecReader.Read"/>.</param>
/// <param name="Message">What the agent is told, or what is said.</param>
internal sealed record ScheduleWish(SpecKind Kind, string Spec, string Message)
{
    public string Name { get; init; } = "";

    /// <summary>Null: the usual zone.</summary>
    public string? Zone { get; init; }

    public bool IsText { get; init; }

    public bool Remembers { get; init; }

    public CatchUp CatchUp { get; init; } = CatchUp.Once;

    public string? Agent { get; init; }

    /// <summary>See <see cref="Schedule.Key"/>.</summary>
    public string? Key { get; init; }
}

/// <summary>Who asks, and where: it decides what they see.</summary>
/// <param name="Account">The robot they talk to: see <see cref="Turn.Keep"/>.</param>
/// <param name="Person">Staff id; empty: the operator, who sees all.</param>
/// <param name="Group">The openConversationId, where they ask in a group.</param>
/// <param name="IsOwner">Of the robot.</param>
internal sealed record ScheduleViewer(string Account, string Person, string? Group, bool IsOwner)
{
    public static ScheduleViewer Operator { get; } = new("", "", null, IsOwner: true);

    public bool IsOperator => Account.Length == 0;

    public static ScheduleViewer Of(Turn turn, Owners owners) => new(
        turn.Keep, turn.Message.Sender?.Value ?? "", turn.Message.Kind == ConversationKind.Group ? turn.Message.Conversation.Value : null,
        owners.IsOwner(turn.Keep, turn.Message.Sender?.Value));

    /// <summary>In a group, what speaks there; in private, one's own. What somebody asked for in private is nothing for a group to read.</summary>
    public bool Sees(Schedule schedule) => IsOperator || (schedule.Account == Account && !schedule.IsHeartbeat && (Group is null
        ? schedule.Owner == Person && Person.Length > 0
        : schedule.IsGroup && schedule.Conversation == Group));

    /// <summary>The same; an owner may end any schedule of the robot, by its number.</summary>
    public bool MayTouch(Schedule schedule) => Sees(schedule) || (IsOwner && Group is null && schedule.Account == Account);
}

/// <param name="Schedule">Null: it was not done, and <paramref name="Problem"/> says why.</param>
/// <param name="Next">When it is due next, a few times.</param>
/// <param name="Problem">In English, for a model or an operator.</param>
internal sealed record ScheduleAnswer(Schedule? Schedule, IReadOnlyList<DateTimeOffset> Next, string? Problem)
{
    public static ScheduleAnswer No(string problem) => new(null, [], problem);
}
