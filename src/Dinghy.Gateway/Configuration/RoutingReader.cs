using System.Globalization;
using Dinghy.DingTalk.Events;

namespace Dinghy.Gateway.Configuration;

/// <summary>The rules of <c>routing</c>, those that groups and robots carry, and who answers the rest.</summary>
internal sealed class RoutingReader(AgentsConfig agents, IReadOnlyList<AccountConfig> accounts, ConfigReport report)
{
    private const string Condition = "dept_id, staff_id, conversation, role, account, kind, mentioned or event; for everything else there is default_agent";

    /// <param name="root">The whole configuration.</param>
    /// <param name="chosen">The agent that says of itself that it is the default.</param>
    public RoutingConfig Read(NodeReader root, string? chosen)
    {
        var rules = (root.Objects("routing") ?? []).Select(ReadRule).OfType<RouteRule>().ToList();
        foreach (var account in accounts) rules.AddRange(RulesOf(account));
        foreach (var rule in rules.Where(rule => rule.Account is not (null or RouteRule.Any) && accounts.Count > 0 && accounts.All(account => account.Id != rule.Account)))
            report.Warn(rule.Path, $"account {ConfigReport.Quote(rule.Account!)}, which is not connected", $"connected are {Listed(accounts.Select(account => account.Id))}; the rule never fits");

        var usual = root.Text("default_agent")?.Trim() ?? chosen ?? AgentConfig.DefaultId;
        return new() { Rules = rules, DefaultAgent = Known(root.PathOf("default_agent"), usual) ?? AgentConfig.DefaultId };
    }

    private RouteRule? ReadRule(NodeReader rule)
    {
        var read = new RouteRule(rule.Path, rule.Text("agent")?.Trim() ?? "")
        {
            Person = rule.Text("staff_id")?.Trim(),
            Conversation = rule.Text("conversation")?.Trim(),
            Role = rule.Text("role")?.Trim(),
            Department = Department(rule),
            Account = rule.Text("account")?.Trim(),
            Chat = rule.Choice("kind") switch { "dm" => ChatKind.Dm, "group" => ChatKind.Group, _ => null },
            Mentioned = rule.Flag("mentioned"),
            Event = rule.Text("event") is { } kind && kind.Trim().Length > 0 ? DingTalkEvent.Normal(kind) : null,
        };
        // A rule that says nobody would send everybody to its agent: most likely a key is misspelt.
        if (read == new RouteRule(read.Path, read.Agent))
            report.Fault(rule.Path, "a rule without a condition", Condition);
        var forEvents = new EventRuleReader(report).Read(rule, read);
        if (forEvents.Webhook is not null && read.Agent.Length == 0) return forEvents;
        if (read.Agent.Length == 0)
            report.Fault(rule.PathOf("agent"), "nothing", $"who answers: {Listed(agents.All.Select(agent => agent.Id))}");
        else
            Known(rule.PathOf("agent"), read.Agent);
        return forEvents;
    }

    private long? Department(NodeReader rule)
    {
        if (rule.Text("dept_id")?.Trim() is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0) return id;
        report.Fault(rule.PathOf("dept_id"), ConfigReport.Quote(text), "the department's number; 1 is the whole organisation");
        return null;
    }

    private IEnumerable<RouteRule> RulesOf(AccountConfig account)
    {
        foreach (var (conversation, group) in account.Groups)
        {
            if (group.Agent is null) continue;
            if (Known(group.AgentPath, group.Agent) is { } agent)
                yield return new(group.AgentPath, agent) { Account = account.Id, Conversation = conversation == RouteRule.Any ? null : conversation, Chat = ChatKind.Group };
        }

        if (account.Agent is not null && Known(account.AgentPath, account.Agent) is { } own)
            yield return new(account.AgentPath, own) { Account = account.Id };
    }

    private string? Known(string path, string agent)
    {
        if (agents.Find(agent) is not null) return agent;
        report.Fault(path, ConfigReport.Quote(agent), $"an agent of agents.list, or {AgentConfig.DefaultId}; there are {Listed(agents.All.Select(one => one.Id))}");
        return null;
    }

    private static string Listed(IEnumerable<string> ids)
    {
        var all = ids.ToList();
        return all.Count <= 10 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(10))} and {all.Count - 10} more";
    }
}
