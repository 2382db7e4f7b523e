using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Tools;

/// <summary>Each agent's files: what one may send is not another's to send, and what was written in one talk is not another's to read.</summary>
internal sealed class Workspaces(DinghyConfig config)
{
    private static readonly AgentFiles s_none = new(new Workspace(""));

    private readonly TalkFolders _talks = new(config.Home);
    private readonly Dictionary<string, AgentFiles> _byAgent = config.Agents.All.ToDictionary(
        agent => agent.Id,
        // One person's agent, as that key says, has one folder for everything.
        agent => new AgentFiles(new Workspace(agent.Workspace), config.Memory.Files == MemoryFiles.Everyone ? null : new TalkFolders(config.Home)), StringComparer.Ordinal);

    /// <param name="agent">Its id; one that has left the configuration has no folder any more.</param>
    public AgentFiles Of(string agent) => _byAgent.GetValueOrDefault(agent, s_none);

    /// <summary>Those of the agent that answers, as this turn sees them.</summary>
    public TalkFiles Of(TurnContext context) => Of(context.Route.Agent).Of(context);

    /// <summary>A file that a tool has opened before, again.</summary>
    /// <param name="agent">Whose tool.</param>
    /// <param name="path">Absolute.</param>
    public Workspace.Opened Open(string agent, string path) =>
        _byAgent.ContainsKey(agent) && _talks.Holding(path) is { } folder ? new Workspace(folder).Open(path) : Of(agent).Shared.Open(path);
}
