namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>PicoClaw's providers and its list of models by alias, as providers of ours and full names (<c>provider/model</c>).</summary>
internal sealed class ProviderNames(ConfigReport report)
{
    /// <summary>Other names of providers that we know by one.</summary>
    private static readonly Dictionary<string, string> s_same = new(StringComparer.OrdinalIgnoreCase)
    {
        ["glm"] = "zhipu", ["zai"] = "zhipu", ["z.ai"] = "zhipu", ["bigmodel"] = "zhipu", ["dashscope"] = "qwen", ["tongyi"] = "qwen",
        ["kimi"] = "moonshot", ["doubao"] = "volcengine", ["ark"] = "volcengine",
    };

    /// <summary>Where a provider is that PicoClaw knows by name and needs no address there.</summary>
    private static readonly Dictionary<string, string> s_addresses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["volcengine"] = "https://ark.cn-beijing.volces.com/api/v3",
        ["gemini"] = "https://generativelanguage.googleapis.com/v1beta/openai",
        ["groq"] = "https://api.groq.com/openai/v1",
        ["mistral"] = "https://api.mistral.ai/v1",
        ["nvidia"] = "https://integrate.api.nvidia.com/v1",
        ["cerebras"] = "https://api.cerebras.ai/v1",
        ["minimax"] = "https://api.minimaxi.com/v1",
        ["modelscope"] = "https://api-inference.modelscope.cn/v1",
        ["longcat"] = "https://api.longcat.chat/openai/v1",
        ["vllm"] = "http://localhost:8000/v1",
        ["lmstudio"] = "http://localhost:1234/v1",
        ["litellm"] = "http://localhost:4000/v1",
    };

    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _firstModels = new(StringComparer.OrdinalIgnoreCase);

    public OrderedDictionary<string, MapNode> Providers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Form 0: <c>providers.zhipu { api_key, api_base }</c>. Those without either were never set up.</summary>
    public void AddLegacy(MapNode? providers)
    {
        foreach (var (name, value) in providers?.Entries ?? [])
            if (value is MapNode provider && Entry(Name(name), provider) is { Entries.Count: > 0 } entry)
                Providers[Name(name)] = entry;
    }

    public void AddList(ConfigNode? list)
    {
        foreach (var item in (list as ListNode)?.Items ?? [])
        {
            if (item is not MapNode map)
            {
                report.FaultHidden(item, "an object");
                continue;
            }

            var model = new FoldedMap(map);
            if (model.Find("enabled") is ScalarNode { Text: "false" })
                continue;
            if (model.Text("model") is { } id)
                Add(map, model, id);
            else
                report.Warn(item.Path, "a model without model", "kept and not used");
        }

        if (list is not null and not ListNode)
            report.FaultHidden(list, "a list of models");
    }

    /// <summary>An alias of the list, a full name, or a bare one that belongs to <paramref name="provider"/>.</summary>
    public string Resolve(string model, string? provider)
    {
        if (_aliases.TryGetValue(model, out var full))
            return full;
        if (provider is not null && !model.StartsWith(provider + "/", StringComparison.OrdinalIgnoreCase))
            return $"{Name(provider)}/{model}";
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? $"{Name(model[..slash])}{model[slash..]}" : model;
    }

    /// <summary>What to ask of a provider that was chosen without a model.</summary>
    public ConfigNode? DefaultOf(string provider) =>
        _firstModels.GetValueOrDefault(Name(provider)) is { } model ? new ScalarNode("agents.defaults.provider", null, ScalarKind.Text, model) : null;

    private void Add(MapNode map, FoldedMap model, string id)
    {
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        var written = model.Text("provider") ?? (slash > 0 ? id[..slash] : "openai");
        var bare = model.Text("provider") is null && slash > 0 ? id[(slash + 1)..] : id;
        var entry = Entry(Name(written), map);
        var name = Place(Name(written), entry);
        var full = $"{name}/{bare}";
        _firstModels.TryAdd(name, full);
        if (model.Text("model_name") is { } alias && !_aliases.TryAdd(alias, full) && _aliases[alias] != full)
            report.Warn(map.Path, $"{ConfigReport.Quote(alias)} for a second model", $"the first is used: {_aliases[alias]}");
    }

    // Two models of one provider with other keys or addresses are two providers to us.
    private string Place(string name, MapNode entry)
    {
        for (var number = 1; ; number++)
        {
            var place = number == 1 ? name : $"{name}-{number}";
            if (Providers.TryGetValue(place, out var present) && !present.SameAs(entry) && entry.Entries.Count > 0)
                continue;
            if (entry.Entries.Count > 0)
                Providers[place] = entry;
            return place;
        }
    }

    private static MapNode Entry(string name, MapNode provider)
    {
        var written = new FoldedMap(provider);
        var entries = new List<MapEntry>();
        if (written.Find("api_key") is { } key and not ScalarNode { Text: "" } and not ScalarNode { Kind: ScalarKind.Null })
            entries.Add(new("api_key", key));
        else if (written.Find("api_keys") is ListNode { Items: [var first, ..] } keys)
            entries.Add(keys.Items.Count > 1 ? new("api_keys", keys) : new("api_key", first));
        if (written.Text("api_base") is not null)
            entries.Add(new("base_url", written.Find("api_base")!));
        else if (entries.Count > 0 && s_addresses.TryGetValue(name, out var address))
            entries.Add(new("base_url", new ScalarNode(ConfigReport.Join(provider.Path, "api_base"), null, ScalarKind.Text, address)));
        if (entries.Count > 0 && written.Text("proxy") is not null)
            entries.Add(new("proxy", written.Find("proxy")!));
        if (entries.Count > 0 && written.Find("custom_headers") is MapNode { Entries.Count: > 0 } headers)
            entries.Add(new("headers", headers));
        return new(provider.Path, provider.Variable, entries);
    }

    private static string Name(string written) => s_same.GetValueOrDefault(written.Trim()) ?? written.Trim().ToLowerInvariant();
}
