using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Routing;

/// <summary>Where a turn goes.</summary>
/// <param name="Agent">Who answers; exists.</param>
/// <param name="Reason">Why, for people: <c>routing[1]: department 102 of the person</c>. Ids only.</param>
internal sealed record Route(string Agent, string Reason)
{
    /// <summary>Nobody is asked: the turn ends with a sentence of ours.</summary>
    public static Route None { get; } = new(AgentConfig.DefaultId, "no agent is asked");
}
