using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Migration;

/// <summary>A whole configuration of another program as a tree with our keys only.</summary>
internal static class ConfigTranslation
{
    private static readonly string[] s_agentKeys = ["id", "name", "default", "model", "instructions", "tools"];

    /// <param name="whole">With includes and secrets already in it.</param>
    /// <param name="secrets">Resolves what can not be carried as it is written.</param>
    /// <param name="report">Warnings tell what is left behind.</param>
    public static MapNode Translate(MapNode whole, CarriedSecrets secrets, ConfigReport report)
    {
        var ours = secrets.Carry(new SpellingPass(report).Apply(whole));
        // Rules and agents that the reader of this version leaves out are kept for one that takes them.
        var theirs = ModelDialects.Translate(whole, new());
        var agents = new FoldedMap(theirs).Map("agents");
        ours = Keep(ours, "routing", "bindings", new FoldedMap(theirs).Find("bindings"));
        if (agents is not null) ours = WithAgents(ours, new FoldedMap(agents));
        return ours.Without("gateway");
    }

    private static MapNode WithAgents(MapNode ours, FoldedMap agents)
    {
        var mine = ours.Find("agents") as MapNode ?? MapNode.Empty("agents");
        if (mine.Find("list") is null && agents.Find("list") is ListNode list)
            mine = mine.With("list", list with { Items = [.. list.Items.OfType<MapNode>().Select(Agent)] });
        if (ours.Find("routing") is null && agents.Find("dispatch") is { } dispatch)
            mine = mine.With("dispatch", dispatch);
        return mine.Entries.Count == 0 ? ours : ours.With("agents", mine);
    }

    private static MapNode Agent(MapNode agent) =>
        agent with { Entries = [.. agent.Entries.Where(entry => s_agentKeys.Contains(KeySpelling.Fold(entry.Key), StringComparer.Ordinal))] };

    private static MapNode Keep(MapNode ours, string read, string key, ConfigNode? value) =>
        value is null || ours.Find(read) is not null ? ours : ours.With(key, value);
}
