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

    private readonly ProviderKeys _keys = new(name => environment(name) is { Length: > 0 } value ? value : config.Variables.GetValueOrDefault(name)?.Reveal());

    /// <summary>What a full name came to: an endpoint, the demo model, or the reason why neither.</summary>
    public abstract record Found
    {
        public sealed record Endpoint(ModelEndpoint Value) : Found;

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
        return (mine?.Type ?? (IsDemo(provider) && mine?.BaseUrl is null ? Demo : known?.Type ?? "openai")) switch
        {
            // Who names another one would be told that they have it.
            Demo when mine?.Type is null && model is not (Demo or "") => new Found.Nothing(ModelUnusable.NoModel, $"The offline provider has one model: write {Demo}/{Demo}."),
            Demo => new Found.Offline(),
            "openai" => Endpoint(provider, model, mine, known, WireForm.OpenAi),
            "anthropic" => Endpoint(provider, model, mine, known, WireForm.Anthropic),
            var other => new Found.Nothing(ModelUnusable.UnknownType,
                $"models.providers.{provider}.type is {Quote(other)}: only openai, anthropic and demo are known."),
        };
    }

    /// <summary>Catalogue providers that have a key and a default model, in the catalogue's order; of one with several addresses the first.</summary>
    public IReadOnlyList<CatalogueProvider> WithKeys() =>
        [.. catalogue.Providers.Where(p => p is { DefaultModel: not null, Keys.Count: > 0 } && (p.VariantOf is null || Configured(p.Name) is not null)
            && Configured(p.Name)?.Type is null or "openai" or "anthropic" && _keys.Of(Configured(p.Name), p).Count > 0)];

    /// <summary>Models to offer of a provider: what its configuration lists, else some that the catalogue knows.</summary>
    public IEnumerable<string> ModelsOf(CatalogueProvider provider) => Configured(provider.Name) is { Models: { Count: > 0 } listed }
        ? listed.Select(model => $"{provider.Name}/{model.Id}") : provider.Models.Select(model => $"{provider.Name}/{model}");

    /// <summary>Of providers that are no catalogue's: what their configuration lists.</summary>
    public IEnumerable<string> OwnModels() =>
        config.Providers.Where(entry => catalogue.Find(entry.Key) is null).SelectMany(entry => entry.Value.Models.Select(model => $"{entry.Key}/{model.Id}"));

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
        config.Providers.Keys.Concat(catalogue.Providers.Where(p => p.VariantOf is null).Select(p => p.Name)).Distinct(StringComparer.OrdinalIgnoreCase);

    private ProviderConfig? Configured(string name) =>
        config.Providers.FirstOrDefault(p => string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private Found Endpoint(string provider, string named, ProviderConfig? mine, CatalogueProvider? known, WireForm form)
    {
        if ((named.Length > 0 ? named : known?.DefaultModel) is not { } model)
            return new Found.Nothing(ModelUnusable.NoModel, $"No model is named after {provider}/: write {provider}/<model>.");
        if ((mine?.BaseUrl ?? known?.BaseUrl) is not { } address)
            return new Found.Nothing(ModelUnusable.NoBaseUrl,
                $"models.providers.{provider}.base_url is missing, and {provider} is not a provider known by name.");
        if (FaultOf(address) is { } fault)
            return new Found.Nothing(ModelUnusable.BadBaseUrl, $"models.providers.{provider}.base_url {fault}.");

        var keys = _keys.Of(mine, known);
        if (keys.Count == 0 && mine?.BaseUrl is null && known is { Keys.Count: > 0 })
            return new Found.Nothing(ModelUnusable.NoKey,
                $"{provider} has no key: set {known.Keys[0]} in the environment, or models.providers.{provider}.api_key.");
        if (keys.Any(key => !key.All(c => c is > ' ' and < '\x7f')))
            return new Found.Nothing(ModelUnusable.BadKey, $"The key of {provider} holds characters that no key has, such as blanks or line breaks.");
        if (mine?.CaFile is { } file && !File.Exists(file))
            return new Found.Nothing(ModelUnusable.BadCaFile, $"models.providers.{provider}.ca_file is not there: {file}.");

        return new Found.Endpoint(Make(provider, model, address, keys, mine, known, form));
    }

    private ModelEndpoint Make(string provider, string model, Uri address, IReadOnlyList<string> keys, ProviderConfig? mine, CatalogueProvider? known, WireForm form)
    {
        // Who only borrows a known name is a host of its own; who writes a known address is the host that stands there.
        var host = mine?.BaseUrl is { } written ? catalogue.At(written) : known;
        var retired = host?.Retired.GetValueOrDefault(model);
        var named = retired ?? model;
        return new ModelEndpoint
        {
            Provider = provider,
            Model = named,
            Retired = retired is null ? null : model,
            Form = form,
            Address = ModelEndpoint.AddressOf(address, form),
            Key = keys.Count > 0 ? new Secret(keys[0]) : null,
            MoreKeys = [.. keys.Skip(1).Select(key => new Secret(key))],
            Headers = mine?.Headers ?? ModelEndpoint.NoHeaders,
            Quirks = catalogue.Quirks.Of(host, named),
            Thinking = catalogue.Quirks.ThinkingOf(host, named),
            Facts = catalogue.FactsOf(named, Mine(mine, named), mine?.Vision),
            Road = mine is null ? ModelRoad.Usual : new ModelRoad(mine.Proxy, mine.CaFile),
            Timeout = TimeSpan.FromSeconds(Math.Clamp(config.TimeoutSeconds, 1, 600)),
        };
    }

    private static KnownModel? Mine(ProviderConfig? provider, string model) => provider?.Models.FirstOrDefault(one => one.Id == model) is not { } told ? null : new KnownModel
    {
        Id = told.Id,
        ContextWindow = told.ContextWindow,
        MaxOutput = told.MaxOutput,
        Vision = told.Vision,
        Tools = told.Tools,
        Prices = told.Prices is not { } prices ? null : new ModelPrices(prices.Input, prices.Output) { CachedInput = prices.CachedInput, Currency = prices.Currency ?? "USD" },
    };

    private static string? FaultOf(Uri address) =>
        !address.IsAbsoluteUri || address.Scheme is not ("http" or "https") ? "is not an http or https address"
        : address.UserInfo.Length > 0 ? "holds a user name or password: put the key into api_key"
        : address.Query.Length > 0 || address.Fragment.Length > 0 ? "has a query or a fragment, which the path could not follow"
        : null;

    private static string Quote(string text) => $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\"";
}
