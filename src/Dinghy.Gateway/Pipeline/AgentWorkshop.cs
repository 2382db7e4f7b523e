using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Organisation;
using Dinghy.Gateway.Tools.Web;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Makes the agents of one configuration: each with its model, its tools and what it reads.</summary>
internal sealed class AgentWorkshop(
    DinghyConfig config, GatewayParts parts, Workspaces workspaces, Receiving receiving, Memories memories, Owners owners, IGatewayStore store, AgentTools tools)
{
    /// <summary>What is due at times.</summary>
    public required ScheduleDesk Schedules { get; init; }

    /// <summary>Finds in documents.</summary>
    public required KnowledgeDesk Documents { get; init; }

    /// <summary>Whose questions they may answer.</summary>
    public required KnowledgeAccess Access { get; init; }

    /// <summary>Looks at what agents are asked and say.</summary>
    public required Moderator Moderator { get; init; }

    private readonly AgentLog _log = new(parts.Loggers.CreateLogger<AgentLog>());
    private readonly ToolLog _tools = new(parts.Loggers.CreateLogger<ToolLog>());
    private readonly MemoryLog _memory = new(parts.Loggers.CreateLogger<MemoryLog>());
    private readonly KnowledgeLog _knowledge = new(parts.Loggers.CreateLogger<KnowledgeLog>());

    /// <summary>An agent that has left the configuration answers as the default.</summary>
    public static AgentConfig AgentOf(DinghyConfig config, string id) => config.Agents.Find(id) ?? config.Agents.Default;

    public AgentRoster Open() => new(id => Make(AgentOf(config, id), ToolsOf, new StepJournal(store, _tools, parts.Time)), Moderator);

    /// <summary>For programs that ask as if they asked a model: nobody is there to approve of anything, and there is no chat. So only what leaves nothing behind.</summary>
    public AgentRoster OpenForDoor() => new(id => Make(AgentOf(config, id), agent => ToolsOf(agent).Where(MayAtDoor), journal: null), Moderator);

    /// <summary>For forms of approvals, which whoever applies has written: the same, and nothing that reaches outside or into what the approver told.</summary>
    public AgentRoster OpenForReview() => new(id => Make(AgentOf(config, id), agent => ToolsOf(agent).Where(MayReview), journal: null), Moderator);

    /// <summary>Leaves nothing behind, and tells nothing of a chat or of the organisation.</summary>
    public static bool MayAtDoor(ITool tool) => tool.Effect == ToolEffect.None && tool is not (ScheduleList or OrganisationTool);

    /// <summary>An address can carry away what was read: a form must not talk the agent into that.</summary>
    public static bool MayReview(ITool tool) => MayAtDoor(tool) && tool is not (WebFetch or WebSearch or RecallTool);

    private AgentRunner Make(AgentConfig agent, Func<AgentConfig, IEnumerable<ITool>> toolsOf, StepJournal? journal)
    {
        var own = parts.ModelOf(agent);
        var describer = parts.ImageModel is { } model ? new ImageDescriber(model, _log, parts.Time) : null;
        var servers = journal is null ? null : tools.Servers;
        return new AgentRunner(
            own.Client, new Prompts(agent, SourcesOf(agent), _log), new Eyes(own.Sees, receiving.LoadPictureAsync, describer),
            new ToolRunner(new ToolBox(toolsOf(agent), agent.Tools, _tools, servers), _tools, parts.Time, journal is null ? tools.DoorGateOf(agent) : tools.GateOf(agent)), _log, parts.Time, agent.Limits, journal);
    }

    /// <summary>What it may use; also for the operator to look at.</summary>
    public ToolBox BoxOf(AgentConfig agent) => new(ToolsOf(agent), agent.Tools, _tools, tools.Servers);

    /// <summary>Every tool there is for this agent; its allow-list picks from them.</summary>
    private IEnumerable<ITool> ToolsOf(AgentConfig agent) =>
    [
        new OfferChoices(tools.Words),
        new SendFile(workspaces.Of(agent.Id)),
        .. tools.Of(agent),
        .. config.Memory.Facts ? (ITool[])[new RememberTool(memories), new RecallTool(memories), new ForgetTool(memories)] : [],
        .. agent.Knowledge.Count > 0 ? (ITool[])[new SearchKnowledgeTool(agent.Knowledge, Access, Documents, _knowledge, parts.Time)] : [],
        new ScheduleCreate(Schedules, agent.Id, Moderator.MaySendAsync),
        new ScheduleList(Schedules),
        new ScheduleCancel(Schedules),
    ];

    /// <summary>What it reads besides the talk, in order.</summary>
    private IReadOnlyList<IPromptSource> SourcesOf(AgentConfig agent) =>
    [
        .. config.Memory.Files == MemoryFiles.Off ? (IPromptSource[])[] : [new FilesSource(agent.Id, workspaces.Of(agent.Id).Shared, config.Memory.Files, owners, _memory, parts.Time, Zones.Usual(config.Schedules.TimeZone, parts.Time.LocalTimeZone))],
        .. tools.SourcesOf(agent),
        .. agent.Knowledge.Count > 0 ? (IPromptSource[])[new KnowledgeSource(agent.Knowledge, Access)] : [],
        .. config.Memory.Facts ? (IPromptSource[])[new FactSource(memories)] : [],
        new ScheduleNote(Schedules, parts.Time),
    ];
}
