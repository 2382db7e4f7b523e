using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models.Wire;

/// <summary>The body of <c>POST chat/completions</c>; absent members are not written.</summary>
internal sealed record OpenAiRequest
{
    public required string Model { get; init; }

    public required IReadOnlyList<OpenAiMessage> Messages { get; init; }

    public bool Stream { get; init; } = true;

    public OpenAiStreamOptions? StreamOptions { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public string? ReasoningEffort { get; init; }

    public bool? EnableThinking { get; init; }

    public OpenAiThinking? Thinking { get; init; }

    /// <summary>OpenRouter's.</summary>
    public OpenAiReasoning? Reasoning { get; init; }

    /// <summary>MiniMax's: thoughts apart from the text.</summary>
    public bool? ReasoningSplit { get; init; }

    public IReadOnlyList<OpenAiTool>? Tools { get; init; }

    /// <summary><c>none</c> or <c>required</c>; absent leaves it to the model.</summary>
    public string? ToolChoice { get; init; }
}

internal sealed record OpenAiMessage(string Role)
{
    /// <summary>Written as null too: hosts expect the member beside <see cref="ToolCalls"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OpenAiContent? Content { get; init; }

    /// <summary>Only for hosts that want an answer's thoughts back between its tool rounds.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>The same, as other hosts spell it.</summary>
    public string? Reasoning { get; init; }

    public IReadOnlyList<OpenAiPart>? ReasoningDetails { get; init; }

    public IReadOnlyList<OpenAiToolCall>? ToolCalls { get; init; }

    public string? ToolCallId { get; init; }
}

/// <summary>Plain text, or text and pictures in their order.</summary>
[JsonConverter(typeof(ContentForm))]
internal sealed record OpenAiContent(string? Text, IReadOnlyList<OpenAiPart>? Parts = null);

/// <summary>One of the two is set.</summary>
internal sealed record OpenAiPart(string Type, string? Text = null, OpenAiImage? ImageUrl = null);

internal sealed record OpenAiImage(string Url);

internal sealed record OpenAiToolCall(string Id, OpenAiCalled Function)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "function";
}

/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON as a string.</param>
internal sealed record OpenAiCalled(string Name, string Arguments);

internal sealed record OpenAiTool(OpenAiFunction Function)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "function";
}

internal sealed record OpenAiFunction(string Name, string Description, JsonElement Parameters);

/// <param name="Type"><c>enabled</c> or <c>disabled</c>.</param>
internal sealed record OpenAiThinking(string Type);

internal sealed record OpenAiReasoning(string Effort);

internal sealed record OpenAiStreamOptions(bool IncludeUsage);

/// <summary>Most hosts take text only as a plain string, pictures only in a list.</summary>
internal sealed class ContentForm : JsonConverter<OpenAiContent>
{
    public override OpenAiContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, OpenAiContent value, JsonSerializerOptions options)
    {
        if (value.Parts is null)
        {
            writer.WriteStringValue(value.Text);
            return;
        }

        writer.WriteStartArray();
        foreach (var part in value.Parts) JsonSerializer.Serialize(writer, part, OpenAiJson.Plain.OpenAiPart);
        writer.WriteEndArray();
    }
}
