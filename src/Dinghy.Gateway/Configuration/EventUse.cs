namespace Dinghy.Gateway.Configuration;

/// <summary>Who needs DingTalk's events, which cost of the month's pushes.</summary>
internal static class EventUse
{
    public static bool Of(AccountConfig account, RoutingConfig routing, WorkflowConfig workflow, AgentsConfig agents) =>
        workflow.Enabled || OfDirectory(routing, agents)
        || routing.Rules.Any(rule => rule.Event is not null && (rule.Account is null or RouteRule.Any || rule.Account == account.Id));

    /// <summary>Somebody's departments or roles are remembered, and a change must be heard of.</summary>
    public static bool OfDirectory(RoutingConfig routing, AgentsConfig agents) =>
        routing.Rules.Any(rule => rule.Department is not null || rule.Role is not null)
        || agents.All.Any(agent => agent.Knowledge.Any(folder => folder.VisibleTo is { Departments.Count: > 0 }));
}
