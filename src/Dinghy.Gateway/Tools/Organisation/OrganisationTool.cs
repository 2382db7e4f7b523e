using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>A tool of the organisation: for its own people only, and with a word for whatever DingTalk refuses.</summary>
internal abstract class OrganisationTool(OrganisationRoom room) : ITool
{
    public abstract ToolDeclaration Declaration { get; }

    public virtual ToolEffect Effect => ToolEffect.None;

    public virtual bool OnlyIfNamed => Effect != ToolEffect.None;

    public virtual ToolTerms TermsOf(ToolInput input) => ToolTerms.Free;

    protected OrganisationRoom Room => room;

    /// <summary>DingTalk's permission that it needs.</summary>
    protected abstract string Scope { get; }

    public async Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        var asked = turn.Context.Turn;
        if (room.DoorOf(asked.Account) is not { } door) return ToolResult.Error("Not done: this robot is not configured any more.");
        if (!IsInsider(asked, door.Account)) return ToolResult.Error("Not done: whoever asks is not of this organisation, and may hear nothing of its people nor write to them.");
        try
        {
            return await AnswerAsync(door, input, turn, ct);
        }
        catch (DingTalkApiException e)
        {
            var (name, id) = (Declaration.Name, e.RequestId ?? "-");
            if (e.Fault == DingTalkFault.Permission) room.Log.NotGranted(door.Account.Id, name, e.Code, id, DingTalkRefusal.Scopes(e, Scope));
            else room.Log.NotAnswered(door.Account.Id, name, e.Code, id, e);
            return DingTalkRefusal.Of(door.Account, e, Scope);
        }
    }

    /// <exception cref="DingTalkApiException">Becomes a word for the model and the person.</exception>
    protected abstract Task<ToolResult> AnswerAsync(OrganisationDoor door, ToolInput input, ToolTurn turn, CancellationToken ct);

    /// <summary>Of the organisation, or what the operator had made due.</summary>
    private static bool IsInsider(Turn turn, AccountConfig account)
    {
        if (turn.Message.Sender is null) return Schedule.IsRun(turn.MessageId) && turn.Message.SenderId == "operator";
        return (turn.Message.ChatbotCorpId ?? account.CorpId) is not { } home || turn.Message.SenderCorpId is not { } corp || corp == home;
    }

    /// <summary>Who asks; null: the operator's schedule.</summary>
    protected static StaffId? Asker(ToolTurn turn) => turn.Context.Turn.Message.Sender;

    /// <summary>One or several texts: models write a list of one as that one.</summary>
    protected static IReadOnlyList<string> Texts(ToolInput input, string name) =>
        input.List(name) is { } list ? [.. list.Select(ToolInput.TextOf).OfType<string>()] : input.Text(name) is { } one ? [one] : [];

    protected Addressing Addresses(OrganisationDoor door, ToolTurn turn) => new(door, room.Groups, turn.Context.Turn.Keep, room.Config);

    /// <summary>The operator's rules for content.</summary>
    protected static ToolResult Stopped => ToolResult.Error("Not sent: the operator's rules for content stop this message. Do not try it in other words; tell the person that it was not sent.");

    /// <summary>A message that has to be shown first. Null: it may go.</summary>
    /// <param name="to">Whom.</param>
    /// <param name="text">All that they will read.</param>
    /// <param name="confirm">As the model repeats it; a person has said yes to it by now.</param>
    /// <param name="tool">Which.</param>
    /// <param name="road">What makes it another message with the same words.</param>
    /// <param name="turn">Whom it reached before counts too: many calls are as one.</param>
    protected ToolResult? Held(Addressed to, string text, string? confirm, string tool, string road, ToolTurn turn)
    {
        if (confirm is null && !Confirmation.IsNeeded(to, turn.Unconfirmed, room.Config.ConfirmAbove))
        {
            turn.Unconfirmed.UnionWith(to.People.Select(person => person.Id));
            return null;
        }

        var shown = Confirmation.Of(to, text, road);
        if (confirm == shown) return null;
        if (confirm is not null) return ToolResult.Error("Not sent: confirm is not what the preview of these very people and words says; they may have changed. Call again without confirm, and show the new preview.");
        return new ToolResult(
            $"Not sent yet. Preview: it would go to {shown}\nShow the person the text and to whom it goes. To send it call {tool} again with the same arguments and this confirm, letter for letter; the person is asked then:\n{shown}");
    }

    /// <summary>A message that whoever asks had sent, or an owner asks about.</summary>
    protected async Task<(Dispatch? Sent, string? Problem)> OwnAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (input.Number("message") is not { } number) return (null, "message is missing: its number.");
        var (asked, person) = (turn.Context.Turn, Asker(turn)?.Value ?? "");
        var sent = await room.Dispatches.FindDispatchAsync(number, ct);
        return sent is not null && sent.Account == asked.Keep && (sent.Person == person || room.Owners.IsOwner(asked.Keep, person))
            ? (sent, null)
            : (null, $"there is no message {number} that this person had sent.");
    }
}
