namespace Dinghy.Gateway.Configuration;

internal sealed record ModelsConfig
{
    /// <summary><c>provider/model</c>; null leaves the choice to the keys that are there.</summary>
    public string? Default { get; init; }

    /// <summary>Asked in this order where the one before can not answer; <c>provider/model</c> each.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>No token for this long ends the call; seconds, 1 to 600.</summary>
    public int TimeoutSeconds { get; init; } = 45;

    /// <summary><c>provider/model</c> that describes pictures to a model that does not see; null: none.</summary>
    public string? ImageModel { get; init; }

    public IReadOnlyDictionary<string, ProviderConfig> Providers { get; init; } = new Dictionary<string, ProviderConfig>(StringComparer.Ordinal);

    /// <summary>Variables that stand beside another program's file and in it; the environment itself comes before them.</summary>
    public IReadOnlyDictionary<string, Secret> Variables { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);
}

internal sealed record ProviderConfig
{
    /// <summary><c>openai</c> (any compatible endpoint), <c>anthropic</c> or <c>demo</c> (built in, offline). Null: what the catalogue says of the name.</summary>
    public string? Type { get; init; }

    /// <summary>Null: what the catalogue says of the name.</summary>
    public Uri? BaseUrl { get; init; }

    public Secret? ApiKey { get; init; }

    /// <summary>Several keys, used in turn; <see cref="ApiKey"/> comes first.</summary>
    public IReadOnlyList<Secret> ApiKeys { get; init; } = [];

    /// <summary>Sent with every request.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: as the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>A file of certificates, absolute, trusted besides the system's; null: none.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether its models see pictures; null: what the catalogue says of the model.</summary>
    public bool? Vision { get; init; }

    /// <summary>What is known of single models; stands before the catalogue and before <see cref="Vision"/>.</summary>
    public IReadOnlyList<ModelConfig> Models { get; init; } = [];
}

/// <summary>What an operator knows of one model; null: not said.</summary>
internal sealed record ModelConfig(string Id)
{
    /// <summary>Tokens of request and answer together.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Tokens of one answer.</summary>
    public int? MaxOutput { get; init; }

    public bool? Vision { get; init; }

    public bool? Tools { get; init; }

    /// <summary>Money for a million tokens.</summary>
    public PriceConfig? Prices { get; init; }
}

internal sealed record PriceConfig(decimal Input, decimal Output, decimal? CachedInput, string? Currency);
