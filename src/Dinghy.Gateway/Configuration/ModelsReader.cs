namespace Dinghy.Gateway.Configuration;

internal static class ModelsReader
{
    public static ModelsConfig Read(NodeReader models, ConfigReport report) => new()
    {
        Default = models.Text("default")?.Trim(),
        Fallbacks = Names(models, "fallbacks", report) ?? [],
        TimeoutSeconds = models.Whole("timeout_seconds") ?? new ModelsConfig().TimeoutSeconds,
        ImageModel = models.Text("image_model")?.Trim(),
        Providers = models.Each("providers").ToDictionary(entry => entry.Id, entry => ReadProvider(entry.Reader, report), StringComparer.Ordinal),
    };

    /// <summary>Names of models in the order to try them; null when absent.</summary>
    public static IReadOnlyList<string>? Names(NodeReader node, string key, ConfigReport report)
    {
        if (node.Texts(key) is not { } names) return null;
        if (names.Count > MaxFallbacks) report.Fault(node.PathOf(key), $"{names.Count} models", $"at most {MaxFallbacks}: a person waits for every one of them");
        return [.. names.Select(name => name.Trim()).Where(name => name.Length > 0).Take(MaxFallbacks)];
    }

    private const int MaxFallbacks = 8;

    private static ProviderConfig ReadProvider(NodeReader provider, ConfigReport report) => new()
    {
        Type = provider.Choice("type") ?? TypeOf(provider.Text("api"), provider, report),
        BaseUrl = provider.Address("base_url"),
        ApiKey = provider.Secret("api_key"),
        ApiKeys = provider.Secrets("api_keys"),
        Headers = provider.NamedSecrets("headers"),
        Proxy = provider.Address("proxy"),
        CaFile = provider.FilePath("ca_file"),
        Vision = provider.Flag("vision"),
        Models = [.. (provider.Objects("models") ?? []).Select(ReadModel).OfType<ModelConfig>()],
    };

    /// <summary>OpenClaw's word for the form of the requests.</summary>
    private static string? TypeOf(string? api, NodeReader provider, ConfigReport report)
    {
        switch (api)
        {
            case null: return null;
            case "openai-completions": return "openai";
            case "anthropic-messages": return "anthropic";
            default:
                report.Warn(provider.PathOf("api"), ConfigReport.Quote(api), "openai-completions and anthropic-messages are spoken; it is asked as openai-completions");
                return "openai";
        }
    }

    private static ModelConfig? ReadModel(NodeReader model)
    {
        var (input, prices) = (model.Texts("input"), model.Child("prices"));
        var (inward, outward) = (prices.Number("input"), prices.Number("output"));
        var (cached, currency) = (prices.Number("cached_input"), prices.Text("currency")?.Trim().ToUpperInvariant());
        var known = new ModelConfig(model.Text("id")?.Trim() ?? "")
        {
            ContextWindow = model.Whole("context_window"),
            MaxOutput = model.Whole("max_output"),
            Vision = model.Flag("vision") ?? (input is null ? null : input.Contains("image", StringComparer.OrdinalIgnoreCase)),
            Tools = model.Flag("tools"),
            // OpenClaw writes zeros where nobody knows.
            Prices = (inward ?? 0) == 0 && (outward ?? 0) == 0 ? null : new PriceConfig(inward ?? 0, outward ?? 0, cached, currency),
        };
        return known.Id.Length == 0 ? null : known;
    }
}
