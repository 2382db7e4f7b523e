using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Migration;

/// <summary>A whole configuration of another program as a tree with our keys only.</summary>
internal static class ConfigTranslation
{
    /// <summary>What the default agent has not: it is named by its place, and its folder is ours.</summary>
    private static readonly string[] s_ofEntries = ["id", "name", "default", "workspace"];

    /// <param name="whole">With includes and secrets already in it.</param>
    /// <param name="secrets">Resolves what can not be carried as it is written.</param>
    /// <param name="report">Warnings tell what is left behind.</param>
    public static MapNode Translate(MapNode whole, CarriedSecrets secrets, ConfigReport report) =>
        WithAgents(Filled(secrets.Carry(new SpellingPass(report).Apply(whole)).Without("gateway").Without("version")));

    /// <summary>Of <c>agents.list</c>, by id.</summary>
    public static IReadOnlyList<string> AgentsOf(MapNode ours) =>
        [.. Listed(ours).Select(agent => new FoldedMap(agent).Text("id")).OfType<string>()];

    /// <summary>A block of which nothing was ours says nothing.</summary>
    private static MapNode Filled(MapNode ours) => ours with { Entries = [.. ours.Entries.Where(entry => entry.Value is not MapNode { Entries.Count: 0 })] };

    /// <summary>Their usual agent becomes ours, with folder and memory; the others keep their names and get folders here.</summary>
    private static MapNode WithAgents(MapNode ours)
    {
        var list = Listed(ours);
        if (list.Count == 0) return ours;
        var usual = list.FirstOrDefault(agent => new FoldedMap(agent).Text("default") == "true") ?? list[0];
        var agents = (MapNode)ours.Find("agents")!;
        var mine = agents.Find("default") as MapNode ?? MapNode.Empty("agents.default");
        foreach (var (key, value) in usual.Entries)
            if (!s_ofEntries.Contains(key, StringComparer.Ordinal) && mine.Find(key) is null) mine = mine.With(key, value);
        var others = list.Where(agent => agent != usual).Select(agent => (ConfigNode)agent.Without("workspace").Without("default")).ToList();
        agents = agents.Without("list").Without("default");
        if (mine.Entries.Count > 0) agents = agents.With("default", mine);
        if (others.Count > 0) agents = agents.With("list", new ListNode("agents.list", null, others));
        ours = ours.Without("agents");
        if (agents.Entries.Count > 0) ours = ours.With("agents", agents);
        return new FoldedMap(usual).Text("id") is { } id ? Renamed(ours, id) : ours;
    }

    /// <summary>Rules that name their usual agent name ours.</summary>
    private static MapNode Renamed(MapNode ours, string usual)
    {
        if (ours.Find("default_agent") is ScalarNode { Text: var named } && named == usual) ours = ours.Without("default_agent");
        if (ours.Find("routing") is not ListNode rules) return ours;
        return ours.With("routing", rules with
        {
            Items = [.. rules.Items.Select(rule => rule is MapNode map && map.Find("agent") is ScalarNode agent && agent.Text == usual ? map.With("agent", agent with { Text = AgentConfig.DefaultId }) : rule)],
        });
    }

    private static List<MapNode> Listed(MapNode ours) => [.. ((ours.Find("agents") as MapNode)?.Find("list") as ListNode)?.Items.OfType<MapNode>() ?? []];
}
