using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Mcp;

namespace Dinghy.Gateway.Pipeline;

/// <param name="Name">As a model calls it.</param>
/// <param name="Effect">none, repeatable or once.</param>
/// <param name="Policy">allow, ask, or deny; ask-owner where only an owner may say yes.</param>
/// <param name="Source">built in, or mcp:server.</param>
internal sealed record ToolReport(string Name, string Effect, string Policy, string Source)
{
    /// <summary>Who says yes, as <c>tools.rules</c> writes it; null: whoever asked, or nobody needs to.</summary>
    public string? Approver { get; init; }
}

/// <param name="Name">As configured.</param>
/// <param name="Kind">stdio, http or sse.</param>
/// <param name="State">running, idle (not needed yet, or ended) or down.</param>
/// <param name="Problem">Why it is down.</param>
/// <param name="Tools">Their names.</param>
internal sealed record McpServerReport(string Name, string Kind, string State, string? Problem, IReadOnlyList<string> Tools);

/// <summary>What the operator may look at.</summary>
internal sealed class ToolReports(DinghyConfig config, AgentWorkshop workshop, McpServers servers)
{
    /// <summary>Null: there is no such agent.</summary>
    public async Task<IReadOnlyList<ToolReport>?> OfAsync(string agentId, CancellationToken ct)
    {
        if (config.Agents.Find(agentId) is not { } agent) return null;
        var (box, rules) = (workshop.BoxOf(agent), new ToolRules(config.Tools, agent));
        await box.ReadyAsync(ct);
        return [.. box.All.Select(tool => Of(tool, rules))];
    }

    public IReadOnlyList<McpServerReport> Servers() =>
    [
        .. servers.All.Select(server => new McpServerReport(
            server.Config.Name, KindOf(server.Config), server.IsRunning ? "running" : server.Problem is null ? "idle" : "down",
            server.IsRunning ? null : server.Problem, [.. server.Tools.Select(tool => tool.Declaration.Name)])),
    ];

    public static string KindOf(McpServerConfig server) => server.Command is not null ? "stdio" : server.Sse ? "sse" : "http";

    private static ToolReport Of(ITool tool, ToolRules rules)
    {
        var terms = tool.TermsOf(new ToolInput(null));
        var policy = rules.Of(tool, terms);
        return new ToolReport(
            tool.Declaration.Name, tool.Effect.ToString().ToLowerInvariant(), policy == ToolPolicy.Ask && terms.OwnersOnly ? "ask-owner" : policy.ToString().ToLowerInvariant(), tool.Source)
        { Approver = policy == ToolPolicy.Ask && !terms.OwnersOnly && rules.RuleOf(tool.Declaration.Name)?.Approver is { Kind: not ApproverKind.Asker } who ? who.ToString() : null };
    }
}
