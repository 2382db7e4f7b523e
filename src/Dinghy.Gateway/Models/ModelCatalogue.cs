using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models;

/// <summary>A provider we know by name; models change quickly, so all of this is data in <c>catalogue.json</c>.</summary>
internal sealed record CatalogueProvider
{
    public required string Name { get; init; }

    public required Uri BaseUrl { get; init; }

    /// <summary>Environment variables that may hold the key, the usual one first. Empty: the provider takes no key.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Null where nobody can say which one is there.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The host is known to take <c>stream_options.include_usage</c>.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The host wants <c>max_completion_tokens</c> in place of <c>max_tokens</c>.</summary>
    public bool MaxCompletionTokens { get; init; }
}

/// <summary>The known providers. Their order in the file is the order in which keys are looked for when no model is named.</summary>
internal sealed record ModelCatalogue
{
    public required IReadOnlyList<CatalogueProvider> Providers { get; init; }

    public CatalogueProvider? Find(string name) =>
        Providers.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The catalogue built into this assembly.</summary>
    public static ModelCatalogue Load()
    {
        using var file = typeof(ModelCatalogue).Assembly.GetManifestResourceStream("models.catalogue.json")
            ?? throw new InvalidOperationException("The model catalogue is missing from this build.");
        return JsonSerializer.Deserialize(file, CatalogueJson.Default.ModelCatalogue)
            ?? throw new InvalidOperationException("The model catalogue of this build is empty.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelCatalogue))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
