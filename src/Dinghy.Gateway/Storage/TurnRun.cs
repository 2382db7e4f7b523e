using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Storage;

/// <summary>What one run of a turn did, stored with what came of it. Names, codes and figures; no text that anybody wrote.</summary>
internal sealed record TurnRun
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who answers; null: nobody was asked.</summary>
    public string? Agent { get; init; }

    /// <summary>Why, as <c>dinghy route explain</c> says it.</summary>
    public string? Route { get; init; }

    /// <summary>The command that answers, by its English name; null: none.</summary>
    public string? Command { get; init; }

    /// <summary>Milliseconds from <see cref="At"/> until the answer was whole.</summary>
    public long Took { get; init; }

    public IReadOnlyList<RunAsk> Asks { get; init; } = [];

    public IReadOnlyList<RunTool> Tools { get; init; } = [];

    /// <summary>Asks and tools beyond what is kept of one run.</summary>
    public int Dropped { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, TurnRunJson.Default.TurnRun);

    /// <summary>Null where it can not be read: a trace is no reason to fail.</summary>
    public static TurnRun? Parse(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, TurnRunJson.Default.TurnRun);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One question to a model, with all that was tried for it.</summary>
/// <param name="At">Milliseconds from <see cref="TurnRun.At"/>.</param>
/// <param name="Model"><c>provider/model</c> that answered; the one that was asked where none did.</param>
internal sealed record RunAsk(long At, string Model)
{
    /// <summary>Milliseconds until its end.</summary>
    public long Took { get; init; }

    /// <summary>Milliseconds until the first piece of the answer; null: none came.</summary>
    public long? First { get; init; }

    /// <summary>Tokens; null: the provider does not tell.</summary>
    public long? Input { get; init; }

    /// <summary>Tokens.</summary>
    public long? Output { get; init; }

    /// <summary>Of the input, from the provider's cache.</summary>
    public long? Cached { get; init; }

    /// <summary>Calls of tools that it wanted.</summary>
    public int Calls { get; init; }

    /// <summary>Why there is no whole answer, in snake_case; null: there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>Requests that left for it, in order.</summary>
    public IReadOnlyList<RunAttempt> Attempts { get; init; } = [];
}

/// <param name="Model"><c>provider/model</c>.</param>
/// <param name="Took">Milliseconds.</param>
/// <param name="Fault">In snake_case; null: it answered.</param>
internal sealed record RunAttempt(string Model, long Took, string? Fault)
{
    /// <summary>Of HTTP, where one came with the fault.</summary>
    public int? Status { get; init; }

    /// <summary>The provider's id of the request, where it gave one with the fault.</summary>
    public string? Request { get; init; }
}

/// <param name="At">Milliseconds from <see cref="TurnRun.At"/>.</param>
/// <param name="Took">Milliseconds.</param>
/// <param name="Name">As the model called it.</param>
/// <param name="End"><c>done</c>, <c>failed</c>, <c>held</c> (a person is asked first) or <c>refused</c>.</param>
internal sealed record RunTool(long At, long Took, string Name, string End);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TurnRun))]
internal sealed partial class TurnRunJson : JsonSerializerContext;
