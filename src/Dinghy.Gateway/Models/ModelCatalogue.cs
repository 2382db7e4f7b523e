using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models;

/// <summary>A provider we know by name; models change quickly, so all of this is data in <c>catalogue.json</c>.</summary>
/// <remarks>What a row leaves out is read as null, whatever a property's own beginning: hence the getters.</remarks>
internal sealed record CatalogueProvider
{
    public required string Name { get; init; }

    /// <summary>Other names of it.</summary>
    public IReadOnlyList<string> Aliases { get => field ?? []; init; }

    /// <summary>The provider whose keys, models, retired names and quirks this other address of it has too; null: it stands alone.</summary>
    public string? VariantOf { get; init; }

    /// <summary><c>openai</c> or <c>anthropic</c>: the form of its requests.</summary>
    public string Type { get => field ?? "openai"; init; }

    public required Uri BaseUrl { get; init; }

    /// <summary>Environment variables that may hold the key, the usual one first. Empty: the provider takes no key.</summary>
    public IReadOnlyList<string> Keys { get => field ?? []; init; }

    /// <summary>Null where nobody can say which one is there.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Some of its models, to offer.</summary>
    public IReadOnlyList<string> Models { get => field ?? []; init; }

    /// <summary>Names that are gone, and the model that took their place.</summary>
    public IReadOnlyDictionary<string, string> Retired { get => field ?? s_none; init; }

    private static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);

    /// <summary>Written from its documentation; nobody has talked to it with this program yet.</summary>
    public bool Untried { get; init; }

    public bool IsNamed(string name) =>
        string.Equals(Name, name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The known providers and models. The providers' order in the file is the order in which keys are looked for when no model is named.</summary>
internal sealed record ModelCatalogue
{
    public required IReadOnlyList<CatalogueProvider> Providers { get; init; }

    /// <summary>What is known of models, the same wherever they are hosted; for each fact the first row that names the model and tells it holds.</summary>
    public required IReadOnlyList<KnownModel> Models { get; init; }

    /// <summary>Names, with <c>*</c> and <c>?</c>, of models that take pictures. What is not named does not see.</summary>
    public required IReadOnlyList<string> Seeing { get; init; }

    /// <summary>How hosts and models differ from the plain form.</summary>
    [JsonIgnore]
    public QuirkTable Quirks { get; private init; } = QuirkTable.None;

    /// <param name="model">As the host calls it; a vendor before the last slash does not count.</param>
    public bool Sees(string model) => Seeing.Any(pattern => Fits(pattern, model));

    public CatalogueProvider? Find(string name) => Providers.FirstOrDefault(p => p.IsNamed(name));

    /// <summary>The provider behind an address, however it is called in the configuration.</summary>
    public CatalogueProvider? At(Uri address) => Providers.FirstOrDefault(p =>
        !p.BaseUrl.IsLoopback && p.BaseUrl.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase)
        && address.AbsolutePath.StartsWith(p.BaseUrl.AbsolutePath.TrimEnd('/'), StringComparison.Ordinal));

    /// <summary>What is known of a model; <paramref name="mine"/> stands before the catalogue.</summary>
    public ModelFacts FactsOf(string model, KnownModel? mine = null, bool? vision = null)
    {
        var rows = Models.Where(row => Fits(row.Id, model));
        var known = mine is null ? rows.ToList() : [mine, .. rows];
        var window = known.Select(row => row.ContextWindow).FirstOrDefault(value => value is not null);
        return new ModelFacts
        {
            ContextWindow = window ?? ModelFacts.UnknownWindow,
            WindowKnown = window is not null,
            MaxOutput = known.Select(row => row.MaxOutput).FirstOrDefault(value => value is not null),
            Sees = mine?.Vision ?? vision ?? known.Select(row => row.Vision).FirstOrDefault(value => value is not null) ?? Sees(model),
            Tools = known.Select(row => row.Tools).FirstOrDefault(value => value is not null) ?? true,
            Prices = known.Select(row => row.Prices).FirstOrDefault(value => value is not null),
        };
    }

    /// <summary>The catalogue built into this assembly.</summary>
    public static ModelCatalogue Load()
    {
        var read = JsonSerializer.Deserialize(Open("models.catalogue.json"), CatalogueJson.Default.ModelCatalogue)!;
        var quirks = JsonSerializer.Deserialize(Open("models.quirks.json"), CatalogueJson.Default.QuirkTable)!;
        return read with { Providers = [.. read.Providers.Select(provider => Whole(provider, read.Providers))], Quirks = quirks };
    }

    internal static bool Fits(string pattern, string model) => FileSystemName.MatchesSimpleExpression(pattern, model.AsSpan(model.LastIndexOf('/') + 1));

    private static CatalogueProvider Whole(CatalogueProvider provider, IReadOnlyList<CatalogueProvider> all) =>
        provider.VariantOf is null || all.FirstOrDefault(one => one.Name == provider.VariantOf) is not { } main ? provider : provider with
        {
            Keys = provider.Keys.Count > 0 ? provider.Keys : main.Keys,
            DefaultModel = provider.DefaultModel ?? main.DefaultModel,
            Models = provider.Models.Count > 0 ? provider.Models : main.Models,
            Retired = provider.Retired.Count > 0 ? provider.Retired : main.Retired,
        };

    private static Stream Open(string name) => typeof(ModelCatalogue).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"{name} is missing from this build.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelCatalogue))]
[JsonSerializable(typeof(QuirkTable))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
