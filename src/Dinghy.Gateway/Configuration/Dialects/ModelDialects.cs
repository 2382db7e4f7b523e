namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>
/// How PicoClaw (<c>providers</c>, <c>model_list</c>, <c>agents.defaults</c>) and OpenClaw (<c>agents.defaults.model</c>) name models,
/// rewritten to ours: <c>models.providers</c>, <c>models.default</c>, <c>models.fallbacks</c>, <c>models.image_model</c>. What our own keys say stands.
/// </summary>
internal sealed class ModelDialects
{
    private readonly ConfigReport _report;
    private readonly FoldedMap _root;
    private readonly ProviderNames _names;

    private ModelDialects(MapNode root, ConfigReport report) => (_report, _root, _names) = (report, new(root), new(report));

    public static MapNode Translate(MapNode root, ConfigReport report)
    {
        var folded = new FoldedMap(root);
        var defaults = folded.Map("agents") is { } agents ? new FoldedMap(agents).Find("defaults") : null;
        var foreign = defaults is not null || Agents(folded.Map("agents")).Any(agent => agent.Find("model") is MapNode || agent.Find("tools") is MapNode);
        return folded.Find("model_list") is null && folded.Find("providers") is null && !foreign ? root : new ModelDialects(root, report).Translate();
    }

    private static IEnumerable<FoldedMap> Agents(MapNode? agents) =>
        (new FoldedMap(agents).Find("list") as ListNode)?.Items.OfType<MapNode>().Select(agent => new FoldedMap(agent)) ?? [];

    private MapNode Translate()
    {
        var agents = _root.Map("agents");
        var defaults = new FoldedMap(agents is null ? null : new FoldedMap(agents).Map("defaults"));
        _names.AddLegacy(_root.Map("providers"));
        _names.AddList(_root.Find("model_list"));

        var models = _root.Map("models") ?? MapNode.Empty("models");
        models = AddProviders(models);
        var fallbacks = new List<ConfigNode>();
        models = Choose(models, defaults, fallbacks);
        models = Put(models, "image_model", Model(First(defaults.Find("image_model")), null));
        if (fallbacks.Count > 0)
            models = Put(models, "fallbacks", new ListNode(fallbacks[0].Path, null, fallbacks));

        var root = _root.Without("model_list", "providers");
        if (models.Entries.Count > 0)
            root = new FoldedMap(root).Without("models").With("models", models);
        return agents is null ? root : WithoutDefaults(root, agents, defaults);
    }

    private MapNode AddProviders(MapNode models)
    {
        if (_names.Providers.Count == 0)
            return models;
        var mine = new FoldedMap(models).Map("providers") ?? MapNode.Empty("models.providers");
        foreach (var (name, provider) in _names.Providers)
            if (mine.Find(name) is null)
                mine = mine.With(name, provider);
        return Put(new FoldedMap(models).Without("providers"), "providers", mine);
    }

    private MapNode Choose(MapNode models, FoldedMap defaults, List<ConfigNode> fallbacks)
    {
        var model = defaults.Find("model_name") ?? defaults.Find("model");
        var provider = defaults.Text("provider");
        foreach (var fallback in Items(defaults.Find("model_fallbacks")).Concat(model is MapNode map ? Items(new FoldedMap(map).Find("fallbacks")) : []))
            if (Model(fallback, provider) is { } known)
                fallbacks.Add(known);
        return Put(models, "default", Model(First(model), provider) ?? (provider is null ? null : _names.DefaultOf(provider)));
    }

    // A plain name, or OpenClaw's { primary, fallbacks }.
    private static ConfigNode? First(ConfigNode? model) => model is MapNode map ? new FoldedMap(map).Find("primary") : model;

    private static IReadOnlyList<ConfigNode> Items(ConfigNode? node) => (node as ListNode)?.Items ?? [];

    private ScalarNode? Model(ConfigNode? model, string? provider)
    {
        if (model is null or ScalarNode { Text: "" } or ScalarNode { Kind: ScalarKind.Null })
            return null;
        if (model is ScalarNode { Kind: ScalarKind.Text } name)
            return name with { Text = _names.Resolve(name.Text.Trim(), provider) };
        _report.FaultHidden(model, "the name of a model");
        return null;
    }

    private static MapNode Put(MapNode models, string key, ConfigNode? value) =>
        value is null || new FoldedMap(models).Find(key) is not null ? models : models.With(key, value);

    private MapNode WithoutDefaults(MapNode root, MapNode agents, FoldedMap defaults)
    {
        string[] used = ["model", "model_name", "provider", "model_fallbacks", "image_model", "image_model_fallbacks"];
        var left = defaults.Keys.Where(key => !used.Contains(key, StringComparer.Ordinal)).Take(12).ToList();
        if (left.Count > 0)
            _report.Warn("agents.defaults", $"{string.Join(", ", left)}", "another program's keys; kept and not used");
        var rest = new FoldedMap(agents).Without("defaults");
        if (rest.Find("list") is ListNode list)
            rest = rest.With("list", list with { Items = [.. list.Items.Select(item => item is MapNode agent ? WithoutTools(WithModel(agent)) : item)] });
        root = new FoldedMap(root).Without("agents");
        return rest.Entries.Count == 0 ? root : root.With("agents", rest);
    }

    // An agent's model is an alias, a name, or { primary, fallbacks }.
    private MapNode WithModel(MapNode agent)
    {
        if (new FoldedMap(agent).Find("model") is not { } model || Model(First(model), null) is not { } known) return agent;
        var ours = new FoldedMap(agent).Without("model").With("model", known);
        var others = model is MapNode map ? Items(new FoldedMap(map).Find("fallbacks")).Select(item => Model(item, null)).OfType<ConfigNode>().ToList() : [];
        return others.Count == 0 ? ours : Put(ours, "fallbacks", new ListNode(others[0].Path, null, others));
    }

    // OpenClaw's rules for its own tools.
    private MapNode WithoutTools(MapNode agent)
    {
        if (new FoldedMap(agent).Find("tools") is not MapNode tools) return agent;
        _report.Warn(tools.Path, "rules for another program's tools", "kept and not used");
        return new FoldedMap(agent).Without("tools");
    }
}
