using System.IO.Enumeration;
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

    /// <summary>The host wants an answer's reasoning back between its tool rounds.</summary>
    public bool ReplayReasoning { get; init; }
}

/// <summary>The known providers. Their order in the file is the order in which keys are looked for when no model is named.</summary>
internal sealed record ModelCatalogue
{
    public required IReadOnlyList<CatalogueProvider> Providers { get; init; }

    /// <summary>Names, with <c>*</c> and <c>?</c>, of models that take pictures; the same wherever a model is hosted. What is not named does not see.</summary>
    public required IReadOnlyList<string> Seeing { get; init; }

    /// <summary>Models that can be told how hard to think, and how; the same wherever a model is hosted.</summary>
    public required IReadOnlyList<ThinkingForm> Thinking { get; init; }

    /// <summary>Null: nothing is known of it.</summary>
    public ThinkingForm? ThinkingOf(string model) => Thinking.FirstOrDefault(form => form.Fits(model)) is { Levels.Count: > 0 } form ? form : null;

    /// <param name="model">As the host calls it; a vendor before the last slash does not count.</param>
    public bool Sees(string model) => Seeing.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model.AsSpan(model.LastIndexOf('/') + 1)));

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
