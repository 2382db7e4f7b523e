using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models;

/// <summary>What is known of one model, from the configuration, else from the catalogue; for who has to count tokens or money.</summary>
internal sealed record ModelFacts
{
    /// <summary>Of a model nobody told us anything of. Small on purpose: too long a request fails, too short a memory only forgets.</summary>
    public const int UnknownWindow = 32_768;

    public static ModelFacts Unknown { get; } = new();

    /// <summary>Tokens of one request and its answer together.</summary>
    public int ContextWindow { get; init; } = UnknownWindow;

    /// <summary>False: <see cref="ContextWindow"/> is a guess.</summary>
    public bool WindowKnown { get; init; }

    /// <summary>Tokens of one answer at most; null: not known.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>It takes pictures.</summary>
    public bool Sees { get; init; }

    /// <summary>It can call tools, as far as is known.</summary>
    public bool Tools { get; init; } = true;

    /// <summary>Null: not known; such answers cost nothing that we could count.</summary>
    public ModelPrices? Prices { get; init; }
}

/// <summary>Money for a million tokens.</summary>
/// <param name="Input">Of what is sent.</param>
/// <param name="Output">Of what comes back, thoughts included.</param>
internal sealed record ModelPrices(decimal Input, decimal Output)
{
    /// <summary>Of what is sent and was in the provider's cache; null: as <see cref="Input"/>.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>Three letters: <c>CNY</c>, <c>USD</c>.</summary>
    public string Currency { get => field ?? "USD"; init; }

    /// <summary>What so many tokens cost, in <see cref="Currency"/>.</summary>
    public decimal Of(long input, long output, long cachedInput = 0) =>
        (((input - cachedInput) * Input) + (cachedInput * (CachedInput ?? Input)) + (output * Output)) / 1_000_000;
}

/// <summary>A row of the catalogue or of <c>models.providers.*.models</c>; what it does not say is not known.</summary>
internal sealed record KnownModel
{
    /// <summary>As the host calls it; in the catalogue with <c>*</c> and <c>?</c>.</summary>
    public required string Id { get; init; }

    public int? ContextWindow { get; init; }

    public int? MaxOutput { get; init; }

    public bool? Vision { get; init; }

    public bool? Tools { get; init; }

    public ModelPrices? Prices { get; init; }

    [JsonIgnore]
    public bool IsExact => !Id.AsSpan().ContainsAny('*', '?');
}
