namespace Dinghy.Gateway.Configuration;

/// <summary>Names that lists and policies may name. A test holds them against the tools that are really made.</summary>
internal static class KnownTools
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "offer_choices", "send_file", "send_message", "send_card",
        "read_file", "write_file", "edit_file", "append_file", "list_dir", "search_files",
        "web_fetch", "web_search", "read_skill", "exec",
        "remember", "recall", "forget", "search_knowledge", "schedule_create", "schedule_list", "schedule_cancel",
        "find_people", "list_departments", "get_manager", "send_to", "send_work_notice", "message_status", "recall_message", "list_approvals", "read_approval",
    ];

    /// <summary>Tells names that are no tool's.</summary>
    public static void Check(ToolsConfig tools, AgentsConfig agents, ConfigReport report)
    {
        Check(tools.Policy.Keys.Except(tools.Rules.Keys, StringComparer.Ordinal), "tools.policy", tools, report);
        Check(tools.Rules.Keys, "tools.rules", tools, report);
        foreach (var agent in agents.All)
        {
            var (place, own) = agent == agents.Default ? ("agents.default", (AgentConfig?)null) : ($"agents.list ({agent.Id})", agents.Default);
            if (agent.Tools is { } names && !names.SequenceEqual(own?.Tools ?? [], StringComparer.Ordinal)) Check(names, $"{place}.tools", tools, report);
            Check(agent.Approvals.Keys.Except(own?.Approvals.Keys ?? [], StringComparer.Ordinal), $"{place}.approvals", tools, report);
        }
    }

    private static void Check(IEnumerable<string> names, string path, ToolsConfig tools, ConfigReport report)
    {
        foreach (var name in names.Where(name => !IsKnown(name, tools)))
        {
            var hint = KeySpelling.Nearest(name, Names) is { } near ? $"did you mean {near}?" : "dinghy tools list shows them; those of an MCP server are called <server>_<tool>";
            report.Warn(path, $"{ConfigReport.Quote(name)}, which is no tool", hint);
        }
    }

    private static bool IsKnown(string name, ToolsConfig tools) =>
        Names.Any(known => ToolPattern.Fits(name, known))
        || tools.Mcp.Any(server => ToolPattern.MayFit(name, $"{server.Name}_"));
}
