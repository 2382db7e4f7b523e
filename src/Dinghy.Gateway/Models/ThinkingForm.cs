using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>How some models are told how hard to think; data of <c>quirks.json</c>. What a form has no word for is not sent.</summary>
internal sealed record ThinkingForm
{
    /// <summary>Hosts by their names in the catalogue; null: any.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    /// <summary>Names, with <c>*</c> and <c>?</c>; the first form that names a model holds.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Written from documentation only.</summary>
    public bool Untried { get; init; }

    /// <summary>
    /// <c>enable_thinking</c>, a flag; <c>thinking</c>, an object with <c>type</c>; <c>budget</c>, that object with so many tokens
    /// (Anthropic's form); null: the model can not be switched.
    /// </summary>
    public string? Switch { get; init; }

    /// <summary>Levels and their words in <c>reasoning_effort</c>; <c>off</c> only where a word for it exists.</summary>
    public IReadOnlyDictionary<string, string>? Effort { get; init; }

    /// <summary>The word stands in an object <c>reasoning</c> (OpenRouter).</summary>
    public bool Nested { get; init; }

    /// <summary>The levels that make a difference.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Levels => Switch == "budget" ? s_levels :
        [.. s_levels.Where(level => Effort?.ContainsKey(level) == true || (Switch is not null && (level == "off" || (Effort is null && level == "high"))))];

    private static readonly string[] s_levels = ["off", "low", "medium", "high"];

    public bool Fits(CatalogueProvider? host, string model) => QuirkRow.IsHost(Providers, host) && Models.Any(pattern => ModelCatalogue.Fits(pattern, model));

    /// <summary>On where it is no less than <paramref name="effort"/> asks; null: the model has no switch.</summary>
    public bool? IsOn(ReasoningEffort effort) => Switch is null ? null : effort != ReasoningEffort.None;

    /// <summary>Null: no word for it.</summary>
    public string? WordFor(ReasoningEffort effort) => Effort?.GetValueOrDefault(LevelOf(effort));

    /// <summary>Tokens to think with, where the form counts them; 0: none.</summary>
    public static int BudgetFor(ReasoningEffort effort) => effort switch
    {
        ReasoningEffort.None => 0,
        ReasoningEffort.Low => 2_048,
        ReasoningEffort.Medium => 8_192,
        _ => 24_576,
    };

    public static ReasoningEffort? Parse(string? level) => level switch
    {
        "off" => ReasoningEffort.None,
        "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" => ReasoningEffort.High,
        _ => null,
    };

    private static string LevelOf(ReasoningEffort effort) => effort switch
    {
        ReasoningEffort.None => "off",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        _ => "high",
    };
}
