using System.IO.Enumeration;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>How some models are told how hard to think; data of the catalogue. What a form has no word for is not sent.</summary>
internal sealed record ThinkingForm
{
    /// <summary>Names, with <c>*</c> and <c>?</c>; the first form that names a model holds.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary><c>enable_thinking</c>, a flag, or <c>thinking</c>, an object with <c>type</c>; null: the model can not be switched.</summary>
    public string? Switch { get; init; }

    /// <summary>Levels and their words in <c>reasoning_effort</c>; <c>off</c> only where a word for it exists.</summary>
    public IReadOnlyDictionary<string, string>? Effort { get; init; }

    /// <summary>The levels that make a difference.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Levels =>
        [.. s_levels.Where(level => Effort?.ContainsKey(level) == true || (Switch is not null && (level == "off" || (Effort is null && level == "high"))))];

    private static readonly string[] s_levels = ["off", "low", "medium", "high"];

    public bool Fits(string model) => Models.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model.AsSpan(model.LastIndexOf('/') + 1)));

    /// <summary>On where it is no less than <paramref name="effort"/> asks; null: the model has no switch.</summary>
    public bool? IsOn(ReasoningEffort effort) => Switch is null ? null : effort != ReasoningEffort.None;

    /// <summary>Null: no word for it.</summary>
    public string? WordFor(ReasoningEffort effort) => Effort?.GetValueOrDefault(LevelOf(effort));

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
