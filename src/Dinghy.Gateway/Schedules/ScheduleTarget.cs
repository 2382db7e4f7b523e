using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Schedules;

/// <summary>To whom a schedule speaks: where it was asked for, with every id as it came, for ever; or whom an operator names.</summary>
internal static class ScheduleTarget
{
    /// <summary>In a group to the group, in private to the person.</summary>
    public static Schedule Of(Turn turn, string? agent) => new()
    {
        Account = turn.Keep,
        Owner = turn.Message.Sender?.Value ?? "",
        Conversation = turn.Message.Conversation.Value,
        IsGroup = turn.Message.Kind == ConversationKind.Group,
        Person = turn.Message.Sender?.Value ?? "",
        Origin = JsonSerializer.Serialize(MadeMessage.Beside(turn.Message), MadeJson.Default.MadeMessage),
        Agent = agent,
        Message = "",
        Kind = SpecKind.At,
        Spec = "",
        Zone = "",
        CreatedAt = default,
    };

    /// <param name="account">Whose robot.</param>
    /// <param name="to">A staff id, or a group's openConversationId (<c>cid…</c>).</param>
    public static Schedule Of(string account, string to)
    {
        var group = to.StartsWith("cid", StringComparison.Ordinal);
        return new() { Account = account, Conversation = group ? to : "", IsGroup = group, Person = group ? "" : to, Message = "", Kind = SpecKind.At, Spec = "", Zone = "", CreatedAt = default };
    }

    /// <summary>What the due schedule stands for, as a message in the inbox.</summary>
    public static string Payload(Schedule schedule, string words, DateTimeOffset dueAt, DateTimeOffset now)
    {
        var origin = schedule.Origin.Length > 0 ? JsonSerializer.Deserialize(schedule.Origin, MadeJson.Default.MadeMessage)! : Bare(schedule);
        return JsonSerializer.Serialize(
            origin with { MsgId = Schedule.RunId(schedule.Id, dueAt), CreateAt = now.ToUnixTimeMilliseconds(), Text = new MadeText(words) }, MadeJson.Default.MadeMessage);
    }

    /// <summary>No message told the ids: those that sending needs are there.</summary>
    private static MadeMessage Bare(Schedule schedule) => Bare(schedule, schedule.Person.Length > 0 ? schedule.Person : schedule.Owner);

    private static MadeMessage Bare(Schedule schedule, string person) => new()
    {
        MsgId = "",
        ConversationId = schedule.Conversation.Length > 0 ? schedule.Conversation : $"dm:{person}",
        ConversationType = schedule.IsGroup ? "2" : "1",
        SenderId = person.Length == 0 ? "operator" : null,
        SenderStaffId = person.Length == 0 ? null : person,
        SenderNick = "",
        IsInAtList = schedule.IsGroup,
        Msgtype = "text",
        Text = new MadeText(""),
    };
}
