using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>Takes back a message to others.</summary>
internal sealed class RecallMessage(OrganisationRoom room) : OrganisationTool(room)
{
    public override ToolDeclaration Declaration { get; } = new(
        "recall_message",
        "Takes back a message that send_to or send_work_notice sent for this person, within 24 hours, when the person asks for it.",
        """
        {"type":"object","properties":{"message":{"type":"integer","description":"Its number, from when it was sent."}},"required":["message"]}
        """);

    public override ToolEffect Effect => ToolEffect.Repeatable;

    protected override string Scope => "qyapi_robot_sendmsg";

    protected override async Task<ToolResult> AnswerAsync(OrganisationDoor door, ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        var (sent, problem) = await OwnAsync(input, turn, ct);
        if (sent is null) return ToolResult.Error($"Not taken back: {problem}");
        if (sent.RecalledAt is not null) return new ToolResult($"Message {sent.Id} was taken back before.");
        if (Room.Time.GetUtcNow() - sent.At > SentMessages.Recallable) return ToolResult.Error($"Not taken back: message {sent.Id} is older than 24 hours, and DingTalk takes back nothing older.");
        var (undone, calls, failed) = await new SentMessages(door, Room.Dispatches, Room.Time).RecallAsync(sent, ct);
        Room.Log.TakenBack(door.Account.Id, sent.Id, undone, calls);
        if (undone == 0) return ToolResult.Error($"Not taken back: nothing of message {sent.Id} had a receipt that DingTalk knows it by.");
        return new ToolResult(undone == calls && failed.Count == 0
            ? $"Message {sent.Id} is taken back: nobody sees it any more."
            : $"Message {sent.Id} is taken back in part: {undone} of {calls} calls{(failed.Count > 0 ? $"; not: {string.Join(", ", failed.Distinct(StringComparer.Ordinal))}" : "")}.");
    }
}
