using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>What became of a message to others: whom it reached, and who has read it.</summary>
internal sealed class MessageStatus(OrganisationRoom room) : OrganisationTool(room)
{
    public override ToolDeclaration Declaration { get; } = new(
        "message_status",
        "Tells what became of a message that send_to or send_work_notice sent: whom it reached and who has read it.",
        """
        {"type":"object","properties":{"message":{"type":"integer","description":"Its number, from when it was sent."}},"required":["message"]}
        """);

    public override bool OnlyIfNamed => true;

    protected override string Scope => "qyapi_robot_sendmsg";

    protected override async Task<ToolResult> AnswerAsync(OrganisationDoor door, ToolInput input, ToolTurn turn, CancellationToken ct) => await OwnAsync(input, turn, ct) switch
    {
        (Dispatch sent, _) => new ToolResult(Reports.Json(await new SentMessages(door, Room.Dispatches, Room.Time).LookAsync(sent, ct))),
        var (_, problem) => ToolResult.Error($"Not told: {problem}"),
    };
}
