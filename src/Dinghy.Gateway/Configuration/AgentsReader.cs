namespace Dinghy.Gateway.Configuration;

/// <summary>The agents: each entry of the list has the default's keys under its own, but a workspace for itself.</summary>
/// <param name="folder">Makes a workspace absolute, whatever folder the program was started in.</param>
/// <param name="report">Takes the faults.</param>
internal sealed class AgentsReader(Func<string, string> folder, ConfigReport report)
{
    private const int MaxId = 64;

    /// <param name="agents">The block <c>agents</c>.</param>
    /// <returns>Also the id of the entry that says it is the default; null: none does.</returns>
    public (AgentsConfig Agents, string? Default) Read(NodeReader agents)
    {
        var usual = agents.Child("default");
        var list = new List<AgentConfig>();
        string? chosen = null;
        foreach (var entry in agents.Objects("list") ?? [])
        {
            var id = entry.Text("id")?.Trim();
            var (name, isDefault) = (entry.Text("name")?.Trim(), entry.Flag("default") == true);
            if (Wrong(id, list) is { } hint)
            {
                report.Fault(entry.PathOf("id"), id is null ? "nothing" : ConfigReport.Quote(id), hint);
                continue;
            }

            if (isDefault) chosen ??= id;
            // Not the default's folder: what one agent may send is not another's to send.
            var inherited = entry.With(usual.Node.Without("workspace").Under(entry.Node));
            list.Add(ReadOne(inherited, id!, $"workspace-{id}") with { Name = name });
        }

        return (new AgentsConfig { Default = ReadOne(usual, AgentConfig.DefaultId, "workspace"), List = list }, chosen);
    }

    private AgentConfig ReadOne(NodeReader agent, string id, string workspace) => new()
    {
        Id = id,
        Instructions = agent.Text("instructions"),
        Model = agent.Text("model")?.Trim(),
        Queue = QueueModes.Parse(agent.Choice("queue")),
        Fallbacks = ModelsReader.Names(agent, "fallbacks", report),
        Tools = agent.Texts("tools"),
        Approvals = ToolsReader.PoliciesOf(agent, "approvals"),
        Skills = agent.Texts("skills"),
        Workspace = Workspace(agent, workspace),
        Limits = AgentLimits.Read(agent.Child("limits")),
        Knowledge = KnowledgeReader.ReadFolders(agent, folder, report),
        ResponseFormat = ResponseFormatReader.Read(agent, report),
    };

    private string Workspace(NodeReader agent, string otherwise)
    {
        try
        {
            var path = folder(agent.Text("workspace")?.Trim() ?? otherwise);
            if (!Holds(path, folder("talks"))) return path;
            report.Fault(agent.PathOf("workspace"), "the home folder, or one above it: tools would read its secrets", "a folder of its own");
            return folder(otherwise);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException or PathTooLongException)
        {
            report.Fault(agent.PathOf("workspace"), "a path that this system does not take", "another path");
            return folder(otherwise);
        }
    }

    /// <summary>What lies in the home folder is nothing for tools to read.</summary>
    private static bool Holds(string workspace, string inner) => (inner + '/').Replace('\\', '/').StartsWith(workspace.Replace('\\', '/').TrimEnd('/') + '/', StringComparison.Ordinal);

    private static string? Wrong(string? id, List<AgentConfig> known)
    {
        if (id is null || id.Length > MaxId || id[0] == '.' || !id.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.'))
            return $"an id of 1 to {MaxId} letters, digits, - and _";
        if (id == AgentConfig.DefaultId)
            return "another id: the keys of the default agent stand at agents.default";
        return known.Any(agent => agent.Id == id) ? "an id that no other agent has" : null;
    }
}
