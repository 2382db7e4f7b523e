using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Routing;

/// <summary>Finds who answers. Asks the directory only for what a rule needs, and never fails: what can not be known, no rule fits by.</summary>
/// <param name="table">The rules.</param>
/// <param name="directories">By account; one that is missing knows nobody.</param>
/// <param name="log">Named events.</param>
internal sealed class Router(RouteTable table, IReadOnlyDictionary<string, PersonDirectory> directories, RoutingLog log)
{
    public async Task<Route> ResolveAsync(Turn turn, CancellationToken ct)
    {
        var (rule, known) = await DecideAsync(RouteSubject.Of(turn), Learned.Nothing, ct);
        var route = rule is null
            ? new Route(table.DefaultAgent, known.Problem is { } problem ? $"default_agent ({problem})" : "default_agent")
            : new Route(rule.Agent, $"{rule.Path}: {RouteConditions.Describe(rule, known)}");
        log.Routed(turn.Id, route.Agent, route.Reason);
        return route;
    }

    /// <param name="subject">Who and where.</param>
    /// <param name="known">What is known already.</param>
    /// <param name="ct">Ends waiting for the directory.</param>
    /// <returns>The rule that decides, null for none, and what the directory told on the way.</returns>
    public async Task<(RouteRule? Rule, Learned Known)> DecideAsync(RouteSubject subject, Learned known, CancellationToken ct)
    {
        while (true)
        {
            var decision = table.Decide(subject, known);
            if (decision.Need == DirectoryNeed.Nothing) return (decision.Rule, known);
            known = await LearnAsync(decision.Need, subject, known, ct);
        }
    }

    private async Task<Learned> LearnAsync(DirectoryNeed need, RouteSubject subject, Learned known, CancellationToken ct)
    {
        if (!directories.TryGetValue(subject.Account, out var directory))
            return known with { Roles = known.Roles ?? PersonDirectory.NoRoles, Departments = known.Departments ?? [], Problem = "this account has no directory" };
        var person = new StaffId(subject.Person!);
        if (need == DirectoryNeed.Roles)
        {
            var (roles, why) = await directory.RolesOfAsync(person, ct);
            return known with { Roles = roles ?? PersonDirectory.NoRoles, Problem = why ?? known.Problem };
        }

        var (departments, problem) = await directory.DepartmentsOfAsync(person, ct);
        return known with { Departments = departments ?? [], Problem = problem ?? known.Problem };
    }
}
