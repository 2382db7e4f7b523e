using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Tools;

/// <summary>One answer of the model that called tools, as it is stored.</summary>
internal sealed record StepRound
{
    public string? Text { get; init; }

    /// <summary>Block by block, as some providers want them back.</summary>
    public IReadOnlyList<StepThought> Thoughts { get; init; } = [];

    /// <summary>All of them as one text; null: none that can be read.</summary>
    [JsonIgnore]
    public string? Thought => string.Concat(Thoughts.Select(thought => thought.Text)) is { Length: > 0 } text ? text : null;

    public IReadOnlyList<StepCall> Calls { get; init; } = [];

    /// <summary>Tokens; null when the provider does not tell.</summary>
    public long? Input { get; init; }

    public long? Output { get; init; }

    /// <summary>Who gave it; null: nobody told.</summary>
    public string? Model { get; init; }

    /// <summary>Messages that were given to the turn before this answer.</summary>
    public IReadOnlyList<StepJoined> Joined { get; init; } = [];
}

/// <param name="Text">Empty: only the provider can read it.</param>
/// <param name="Proof">What the provider wants back with it, unread.</param>
/// <param name="Sealed">The proof is the thought.</param>
internal sealed record StepThought(string Text, string? Proof, bool Sealed);

/// <param name="Id">As the model gave it.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">One JSON object; null: they could not be read.</param>
internal sealed record StepCall(string Id, string Name, string? Arguments);

/// <param name="Result">Null: it began, and nothing more is known.</param>
internal sealed record StepEnd(ToolResult? Result);

/// <param name="TurnId">The message's own turn.</param>
/// <param name="Text">As the model read it.</param>
internal sealed record StepJoined(long TurnId, string Text);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StepRound))]
[JsonSerializable(typeof(StepEnd))]
[JsonSerializable(typeof(DoneCall[]))]
internal sealed partial class StepJson : JsonSerializerContext;
