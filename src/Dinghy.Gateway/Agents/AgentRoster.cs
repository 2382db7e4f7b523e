using System.Collections.Concurrent;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Agents;

/// <summary>All agents, each made when its first turn comes: most of many never speak in a day.</summary>
/// <param name="make">Makes the agent of this id.</param>
internal sealed class AgentRoster(Func<string, AgentRunner> make)
{
    private readonly ConcurrentDictionary<string, Lazy<AgentRunner>> _agents = new(StringComparer.Ordinal);

    /// <summary>One for everybody.</summary>
    public AgentRoster(AgentRunner only) : this(_ => only) { }

    /// <summary>The agent of the turn's route answers.</summary>
    public IAsyncEnumerable<AgentUpdate> RunAsync(TurnContext context, FilesOfTurn files, CancellationToken ct) =>
        Of(context.Route.Agent).RunAsync(context, files, ct);

    /// <summary>By its id.</summary>
    public AgentRunner Of(string agent) => _agents.GetOrAdd(agent, id => new Lazy<AgentRunner>(() => make(id))).Value;
}
