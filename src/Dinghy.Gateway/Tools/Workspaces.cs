using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tools;

/// <summary>Each agent's folder: what one may send is not another's to send.</summary>
internal sealed class Workspaces(AgentsConfig agents)
{
    private static readonly Workspace s_none = new("");

    private readonly Dictionary<string, Workspace> _byAgent = agents.All.ToDictionary(agent => agent.Id, agent => new Workspace(agent.Workspace), StringComparer.Ordinal);

    /// <param name="agent">Its id; one that has left the configuration has no folder any more.</param>
    public Workspace Of(string agent) => _byAgent.GetValueOrDefault(agent, s_none);
}
