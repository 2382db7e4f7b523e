using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Privacy;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Approvals;
using Dinghy.Gateway.Workflow;

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
    /// <summary>What is due at times.</summary>
    public required ScheduleDesk Schedules { get; init; }

    /// <summary>What models may still cost.</summary>
    public required SpendMeter Budgets { get; init; }

    /// <summary>Takes a person's yes or no to a tool's call.</summary>
    public required ApprovalDesk Approvals { get; init; }

    /// <summary>Carries decisions on DingTalk's own approvals; null: there are none.</summary>
    public WorkflowDesk? Workflow { get; init; }

    /// <summary>What is stored of people; null: nothing is told of it.</summary>
    public PersonData? Privacy { get; init; }

    /// <summary>Calls a human; null: nobody can be called.</summary>
    public HumanDesk? Human { get; init; }

    /// <summary>Looks at everything for an owner; null: it can not be done here.</summary>
    public ChatDoctor? Doctor { get; init; }

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

    /// <summary>Null: none is usable; why is the operator's to read.</summary>
    public string? ModelOf(TurnContext context) => context.Model?.Name ?? (OwnOf(context) is { Client: not null, Note: var name } ? name : null);

    /// <summary>The same for people.</summary>
    public string ModelNamed(CommandCall call) => ModelOf(call.Context) is { } name ? Answers.Code(name) : call.Say("还没有可用的模型", "none that is usable yet");

    /// <summary>Levels of thinking that the conversation's model can be told.</summary>
    public IReadOnlyList<string> LevelsOf(TurnContext context) =>
        (context.Model ?? (OwnOf(context) is { Client: not null, Note: var name } ? Models.Find(name) as ModelReady : null))?.ThinkingLevels ?? [];

    /// <summary>What is said instead of what only an owner may do; where there is none, what to do about it.</summary>
    public string OwnersOnly(CommandCall call, string zh, string en)
    {
        var words = call.Say(zh, en);
        if (Owners.Of(call.Context.Turn.Keep).Count > 0 || call.Context.Turn.Message.Sender is not { Value: var id }) return words;
        return words + call.Say(
            $"现在还没有负责人：请运营这个机器人的人把员工 ID 写进配置的 owners（您的是 {Answers.Code(id)}）。",
            $" There is no owner yet: whoever runs this robot writes a staff id into owners of its configuration (yours is {Answers.Code(id)}).");
    }

    /// <summary>A private chat with the memory of everybody's: unlike a group, nobody in it heard the others.</summary>
    private bool SharesUnseen(CommandCall call) =>
        ConversationKey.IsMain(call.Context.Turn.Conversation, call.Context.Turn.Keep) && !IsAlone(call);

    /// <summary>Nobody else may write privately, so the memory is this person's own, as that of somebody's personal assistant.</summary>
    private bool IsAlone(CommandCall call)
    {
        if (Config.Accounts.FirstOrDefault(one => one.Id == call.Context.Turn.Account) is not { DmPolicy: AccessPolicy.Allowlist or AccessPolicy.Pairing } account) return false;
        var message = call.Context.Turn.Message;
        var paired = account.DmPolicy == AccessPolicy.Pairing ? Pairing().Approved(call.Context.Turn.Keep).Select(one => one.Person) : [];
        return account.AllowFrom.Concat(paired).Concat(Owners.Of(call.Context.Turn.Keep)).All(id => id == message.Sender?.Value || id == message.SenderId);
    }

    /// <summary>Whose clock people live by: schedules and budgets count by it, so what they are told is told by it too.</summary>
    public TimeZoneInfo Zone => Zones.Usual(Config.Schedules.TimeZone, Time.LocalTimeZone);

    public string Clock(DateTimeOffset at) => at.Clock(Zone);
}
