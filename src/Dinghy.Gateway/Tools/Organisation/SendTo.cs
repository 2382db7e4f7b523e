using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools.Sending;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>The robot's message to people, departments and groups other than who asks. Above a number of people, and to groups, only after a person's yes.</summary>
internal sealed class SendTo(OrganisationRoom room) : OrganisationTool(room)
{
    public override ToolDeclaration Declaration { get; } = new(
        "send_to",
        "Sends a message of the robot to other people, to whole departments or to groups, when the person asks for it. To many people, or to a group, it is not sent at first: "
        + "you get a preview; show it, and call again with the same arguments and its confirm, and the person is asked.",
        """
        {"type":"object","properties":{"people":{"type":"array","items":{"type":"string"},"description":"Names or staff ids."},"departments":{"type":"array","items":{"type":"string"},"description":"Ids or names; everybody in and below them."},"groups":{"type":"array","items":{"type":"string"},"description":"Names of groups the robot is in, or openConversationIds."},"text":{"type":"string","description":"The message, in simple markdown."},"confirm":{"type":"string","description":"From the preview, letter for letter."}},"required":["text"]}
        """);

    public override ToolEffect Effect => ToolEffect.Once;

    protected override string Scope => "qyapi_robot_sendmsg";

    /// <summary>What was shown is asked for, whatever the operator allows: that is what the confirmation is.</summary>
    public override ToolTerms TermsOf(ToolInput input) => input.Text("confirm") is null ? ToolTerms.Free : new ToolTerms(ToolPolicy.Ask, ToolPolicy.Ask);

    protected override async Task<ToolResult> AnswerAsync(OrganisationDoor door, ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (turn.Messages + turn.Dispatched >= SendMessage.MaxMessages) return ToolResult.Error($"Not sent: at most {SendMessage.MaxMessages} messages with one answer.");
        if (input.Text("text") is not { Length: <= SendMessage.MaxText } text) return ToolResult.Error($"Not sent: text is missing, or longer than {SendMessage.MaxText} characters.");
        if (!await Room.MaySend(turn.Context, text, ct)) return Stopped;
        var (to, problem) = await Addresses(door, turn).FindAsync(Texts(input, "people"), Texts(input, "departments"), Texts(input, "groups"), ct);
        if (problem is not null) return ToolResult.Error($"Not sent: {problem}");
        if (Held(to, text, input.Text("confirm"), "send_to", "robot", turn) is { } held) return held;
        var sent = await Room.Send(new SendOrder(door.Account, turn.Context.Turn, to, text, Plain: false), ct);
        return new ToolResult(Reports.Of(sent, Room, door.Account.Id)) { Dispatched = true, Note = Reports.MissingScope(sent) is { } scope ? DingTalkRefusal.Lacks(door.Account, scope) : null };
    }
}
