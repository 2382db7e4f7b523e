using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>What commands look at.</summary>
/// <param name="Store">Only to read: see <see cref="ICommand.RunAsync"/>.</param>
/// <param name="Turns">What waits and runs.</param>
/// <param name="Agents">Answers a question beside the conversation.</param>
/// <param name="Files">Brings what came with a question.</param>
/// <param name="Own">The own model of an agent, by its id.</param>
/// <param name="Models">Others to choose from.</param>
/// <param name="Owners">Who may do more.</param>
/// <param name="Pairing">Lets strangers in.</param>
/// <param name="Status">How the gateway is.</param>
/// <param name="Config">As loaded.</param>
/// <param name="Time">The clock.</param>
internal sealed record CommandParts(
    IGatewayStore Store, RunningTurns Turns, AgentRoster Agents, FilesOfTurn Files, Func<string, OwnModel> Own, ModelShelf Models, Owners Owners,
    Func<PairingOffice> Pairing, Func<GatewayStatus> Status, DinghyConfig Config, TimeProvider Time)
{
    /// <summary>What agents were asked to remember.</summary>
    public required Memories Memories { get; init; }

    public bool IsOwner(CommandCall call) => Owners.IsOwner(call.Context.Turn.Keep, call.Context.Turn.Message.Sender?.Value);

    /// <summary>Others speak in this conversation too.</summary>
    public bool IsShared(CommandCall call) => call.Context.IsGroup || SharesUnseen(call);

    /// <summary>Settings of a conversation are its person's own, or the owner's where several share it.</summary>
    public bool MaySet(CommandCall call) => !IsShared(call) || IsOwner(call);

    /// <summary>To read or end what others said in chats that this person does not see.</summary>
    public bool MayUseMemory(CommandCall call) => !SharesUnseen(call) || IsOwner(call);

    /// <summary>Of the agent that answers here.</summary>
    public OwnModel OwnOf(TurnContext context) => Own(context.Route.Agent);

    public string ModelOf(TurnContext context) => context.Model?.Name ?? OwnOf(context).Note;

    /// <summary>Levels of thinking that the conversation's model can be told.</summary>
    public IReadOnlyList<string> LevelsOf(TurnContext context) =>
        (context.Model ?? (OwnOf(context) is { Client: not null, Note: var name } ? Models.Find(name) as ModelReady : null))?.ThinkingLevels ?? [];

    /// <summary>A private chat with the memory of everybody's: unlike a group, nobody in it heard the others.</summary>
    private bool SharesUnseen(CommandCall call) =>
        !call.Context.IsGroup && Config.Accounts.Any(account => account.Id == call.Context.Turn.Account && account.Session.Dm == DmScope.Main);

    public string Clock(DateTimeOffset at) => at.Clock(Time.LocalTimeZone);
}
