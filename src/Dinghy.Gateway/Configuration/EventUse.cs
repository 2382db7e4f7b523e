namespace Dinghy.Gateway.Configuration;

/// <summary>Who needs DingTalk's events, which cost of the month's pushes.</summary>
internal static class EventUse
{
    public static bool Of(AccountConfig account, RoutingConfig routing, WorkflowConfig workflow, AgentsConfig agents, ToolsConfig tools) =>
        workflow.Enabled || OfDirectory(routing, agents, tools)
        || routing.Rules.Any(rule => rule.Event is not null && (rule.Account is null or RouteRule.Any || rule.Account == account.Id));

    /// <summary>It depends on what is remembered of people who does what, and a change must be heard of.</summary>
    private static bool OfDirectory(RoutingConfig routing, AgentsConfig agents, ToolsConfig tools) =>
        routing.Rules.Any(rule => rule.Department is not null || rule.Role is not null)
        || agents.All.Any(agent => agent.Knowledge.Any(folder => folder.VisibleTo is { Departments.Count: > 0 }))
        || tools.Rules.Values.Any(rule => rule.Approver?.Kind is ApproverKind.Manager or ApproverKind.DepartmentHead or ApproverKind.Role);
}
