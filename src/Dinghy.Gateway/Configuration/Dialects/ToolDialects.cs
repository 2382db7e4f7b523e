namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>
/// How PicoClaw and OpenClaw name tools and MCP servers, rewritten to ours: <c>mcp.servers</c> and <c>mcpServers</c> become <c>tools.mcp.servers</c>, a switched on
/// search becomes <c>tools.web.search</c>. What those programs allow their tools is not carried: there a shell is on unless somebody said no.
/// </summary>
internal static class ToolDialects
{
    private static readonly string[] s_ours = ["policy", "rules", "approval_timeout", "web", "exec", "organisation", "mcp"];

    /// <summary>PicoClaw's names of searches, and ours; the first one that is on is taken.</summary>
    private static readonly (string Theirs, string Ours)[] s_searches =
        [("tavily", "tavily"), ("brave", "brave"), ("searxng", "searxng"), ("glm_search", "zhipu")];

    public static MapNode Translate(MapNode root, ConfigReport report)
    {
        var folded = new FoldedMap(root);
        var (tools, servers) = (folded.Map("tools"), Servers(folded));
        if (tools is null && servers is null) return root;

        var written = new FoldedMap(tools);
        var ours = tools ?? MapNode.Empty("tools");
        if (tools is not null && IsForeign(folded, written)) ours = Carried(tools, report);
        else if (written.Map("mcp") is { } mcp) ours = written.Without("mcp").With("mcp", Known(mcp));
        if (servers is not null)
        {
            var below = new FoldedMap(ours).Map("mcp") ?? MapNode.Empty("tools.mcp");
            below = new FoldedMap(below).Map("servers") is { } own ? below.With("servers", servers.Under(own)) : below.With("servers", servers);
            ours = new FoldedMap(ours).Without("mcp").With("mcp", below);
        }

        root = new FoldedMap(root).Without("tools", "mcp", "mcp_servers");
        return ours.Entries.Count == 0 ? root : root.With("tools", ours);
    }

    private static MapNode? Servers(FoldedMap root) =>
        (root.Map("mcp") is { } mcp ? new FoldedMap(mcp).Map("servers") : null) ?? root.Map("mcp_servers");

    private static bool IsForeign(FoldedMap root, FoldedMap tools) =>
        root.Find("model_list") is not null || root.Find("channel_list") is not null || root.Find("version") is not null || root.Find("bindings") is not null
        || root.Find("providers") is not null || new FoldedMap(root.Map("agents")).Find("defaults") is not null
        || tools.Keys.Any(key => !s_ours.Contains(key, StringComparer.Ordinal));

    private static MapNode Carried(MapNode tools, ConfigReport report)
    {
        var folded = new FoldedMap(tools);
        var kept = MapNode.Empty(tools.Path);
        if (SearchOf(new FoldedMap(folded.Map("web"))) is { } search) kept = kept.With("web", MapNode.Empty($"{tools.Path}.web").With("search", search));
        if (folded.Map("mcp") is { } mcp && new FoldedMap(mcp).Map("servers") is not null) kept = kept.With("mcp", Known(mcp));
        if (folded.Map("policy") is { } policy) kept = kept.With("policy", policy);
        var left = folded.Keys.Where(key => kept.Find(key) is null && SaysSomething(folded.Find(key))).Take(12).ToList();
        if (left.Count > 0) report.Warn(tools.Path, string.Join(", ", left), "another program's rules for its tools; kept and not used");
        return kept;
    }

    /// <summary>Switches and empty texts are every fresh installation's.</summary>
    private static bool SaysSomething(ConfigNode? node) => node switch
    {
        MapNode map => map.Entries.Any(entry => entry.Key != "enabled" && SaysSomething(entry.Value)) || map.Find("enabled") is ScalarNode { Text: "true" },
        ListNode list => list.Items.Count > 0,
        ScalarNode scalar => scalar.Text.Length > 0 && scalar.Kind is not (ScalarKind.Null or ScalarKind.Number),
        _ => false,
    };

    private static MapNode? SearchOf(FoldedMap web)
    {
        // OpenClaw's is ours already, but for the names of providers that we have not.
        if (web.Map("search") is { } search && new FoldedMap(search).Text("provider") is { } name && s_searches.Any(pair => pair.Ours == name))
            return search with { Entries = [.. search.Entries.Where(entry => KeySpelling.Fold(entry.Key) is "provider" or "api_key" or "base_url" or "max_results")] };
        foreach (var (theirs, ours) in s_searches)
        {
            if (web.Map(theirs) is not { } one || new FoldedMap(one).Find("enabled") is not ScalarNode { Text: "true" }) continue;
            var folded = new FoldedMap(one);
            var key = folded.Find("api_key") ?? (folded.Find("api_keys") is ListNode { Items: [var first, ..] } ? first : null);
            var made = MapNode.Empty(one.Path).With("provider", new ScalarNode(one.Path, null, ScalarKind.Text, ours));
            if (key is not null) made = made.With("api_key", key);
            if (folded.Find("base_url") is { } url) made = made.With("base_url", url);
            if (folded.Find("max_results") is { } most) made = made.With("max_results", most);
            return made;
        }

        return null;
    }

    /// <summary>Of a block of servers, what we read; the rest is about how another program shows them.</summary>
    private static MapNode Known(MapNode mcp)
    {
        var folded = new FoldedMap(mcp);
        if (folded.Find("enabled") is ScalarNode { Text: "false" }) return MapNode.Empty(mcp.Path);
        var servers = folded.Map("servers");
        return servers is null ? MapNode.Empty(mcp.Path) : MapNode.Empty(mcp.Path).With("servers", Without(servers, "deferred", "env_file", "disabled"));
    }

    private static MapNode Without(MapNode servers, params string[] keys) =>
        servers with { Entries = [.. servers.Entries.Select(entry => entry.Value is MapNode one ? entry with { Value = new FoldedMap(one).Without(keys) } : entry)] };
}
