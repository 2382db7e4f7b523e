using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Finds address and key of a named model: the configuration over the catalogue, the environment over both. One exception: a key that
/// stands beside its own <c>base_url</c> belongs to that address, and the environment's is not sent there.
/// </summary>
internal sealed class ProviderResolver(ModelCatalogue catalogue, ModelsConfig config, Func<string, string?> environment)
{
    /// <summary>The offline model's name and type.</summary>
    public const string Demo = "demo";

    /// <summary>What a full name came to: an endpoint, the demo model, or the reason why neither.</summary>
    public abstract record Found
    {
        public sealed record Endpoint(OpenAiEndpoint Value) : Found;

        public sealed record Offline : Found;

        public sealed record Nothing(string Code, string Sentence) : Found;
    }

    public Found Resolve(string name)
    {
        if (Split(name.Trim()) is not var (provider, model))
            return new Found.Nothing(ModelUnusable.UnknownProvider,
                $"The model {Quote(name)} names no known provider: {Meant(name)}write provider/model, with one of {string.Join(", ", Names())}, or add it to models.providers.");

        var mine = Configured(provider);
        var known = catalogue.Find(provider);
        return (mine?.Type ?? (IsDemo(provider) && mine?.BaseUrl is null ? Demo : "openai")) switch
        {
            Demo => new Found.Offline(),
            "openai" => Endpoint(provider, model.Length > 0 ? model : known?.DefaultModel, mine, known),
            var other => new Found.Nothing(ModelUnusable.UnknownType,
                $"models.providers.{provider}.type is {Quote(other)}: only openai and demo are known."),
        };
    }

    /// <summary>Catalogue providers that have a key and a default model, in the catalogue's order.</summary>
    public IReadOnlyList<CatalogueProvider> WithKeys() =>
        [.. catalogue.Providers.Where(p => p.DefaultModel is not null
            && Configured(p.Name)?.Type is null or "openai" && KeyOf(Configured(p.Name), p) is not null)];

    /// <summary>Both sides may hold slashes (<c>openrouter/vendor/model</c>), so the first prefix that is a provider wins.</summary>
    private (string Provider, string Model)? Split(string name)
    {
        for (var slash = name.IndexOf('/'); slash > 0; slash = name.IndexOf('/', slash + 1))
            if (IsProvider(name[..slash])) return (name[..slash], name[(slash + 1)..].Trim());
        return IsProvider(name) ? (name, "") : null;
    }

    private bool IsProvider(string name) => IsDemo(name) || Configured(name) is not null || catalogue.Find(name) is not null;

    private static bool IsDemo(string name) => string.Equals(name, Demo, StringComparison.OrdinalIgnoreCase);

    /// <summary>A provider's name that is a slip away, or a model's that some provider is known by.</summary>
    private string Meant(string name)
    {
        var (provider, slash, model) = name.Trim().IndexOf('/') is >= 0 and var at ? (name.Trim()[..at], "/", name.Trim()[(at + 1)..]) : ("", "", name.Trim());
        if (slash.Length == 0 && catalogue.Providers.FirstOrDefault(known => string.Equals(known.DefaultModel, model, StringComparison.OrdinalIgnoreCase)) is { } host) return $"did you mean {host.Name}/{host.DefaultModel}? Else ";
        return KeySpelling.Nearest(slash.Length == 0 ? model : provider, Names()) is { } near ? $"did you mean {near}{slash}{(slash.Length == 0 ? "" : model)}? Else " : "";
    }

    private IEnumerable<string> Names() =>
        config.Providers.Keys.Concat(catalogue.Providers.Select(p => p.Name)).Distinct(StringComparer.OrdinalIgnoreCase);

    private ProviderConfig? Configured(string name) =>
        config.Providers.FirstOrDefault(p => string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private Found Endpoint(string provider, string? model, ProviderConfig? mine, CatalogueProvider? known)
    {
        if (model is null)
            return new Found.Nothing(ModelUnusable.NoModel, $"No model is named after {provider}/: write {provider}/<model>.");
        if ((mine?.BaseUrl ?? known?.BaseUrl) is not { } address)
            return new Found.Nothing(ModelUnusable.NoBaseUrl,
                $"models.providers.{provider}.base_url is missing, and {provider} is not a provider known by name.");
        if (FaultOf(address) is { } fault)
            return new Found.Nothing(ModelUnusable.BadBaseUrl, $"models.providers.{provider}.base_url {fault}.");

        var key = KeyOf(mine, known);
        if (key is null && mine?.BaseUrl is null && known is { Keys.Count: > 0 })
            return new Found.Nothing(ModelUnusable.NoKey,
                $"{provider} has no key: set {known.Keys[0]} in the environment, or models.providers.{provider}.api_key.");
        if (key is not null && !key.All(c => c is > ' ' and < '\x7f'))
            return new Found.Nothing(ModelUnusable.BadKey, $"The key of {provider} holds characters that no key has, such as blanks or line breaks.");

        return new Found.Endpoint(new OpenAiEndpoint
        {
            Provider = provider,
            Model = model,
            Address = OpenAiEndpoint.AddressOf(address),
            Key = key is null ? null : new Secret(key),
            IncludeUsage = mine?.BaseUrl is null && known is { IncludeUsage: true },
            MaxCompletionTokens = mine?.BaseUrl is null && known is { MaxCompletionTokens: true },
            ReplayReasoning = mine?.BaseUrl is null && known is { ReplayReasoning: true },
            Sees = mine?.Vision ?? catalogue.Sees(model),
            Thinking = catalogue.ThinkingOf(model),
            Timeout = TimeSpan.FromSeconds(Math.Clamp(config.TimeoutSeconds, 1, 600)),
        });
    }

    private string? KeyOf(ProviderConfig? mine, CatalogueProvider? known)
    {
        var written = Clean(mine?.ApiKey?.Reveal());
        if (written is not null && mine?.BaseUrl is not null) return written;
        return known?.Keys.Select(name => Clean(environment(name)) ?? Clean(config.Variables.GetValueOrDefault(name)?.Reveal())).FirstOrDefault(key => key is not null) ?? written;
    }

    private static string? Clean(string? key) => string.IsNullOrWhiteSpace(key) ? null : key.Trim();

    private static string? FaultOf(Uri address) =>
        !address.IsAbsoluteUri || address.Scheme is not ("http" or "https") ? "is not an http or https address"
        : address.UserInfo.Length > 0 ? "holds a user name or password: put the key into api_key"
        : address.Query.Length > 0 || address.Fragment.Length > 0 ? "has a query or a fragment, which the path could not follow"
        : null;

    private static string Quote(string text) => $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\"";
}
