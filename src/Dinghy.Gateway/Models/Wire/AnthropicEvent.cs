using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models.Wire;

/// <summary>One event of the Messages API, or a whole message, or an error; every member may be missing.</summary>
internal sealed record AnthropicEvent
{
    [JsonConverter(typeof(LenientText))]
    public string? Type { get; init; }

    /// <summary>Of <c>message_start</c>.</summary>
    public AnthropicMessage? Message { get; init; }

    [JsonConverter(typeof(LenientCount))]
    public long? Index { get; init; }

    /// <summary>Of <c>content_block_start</c>.</summary>
    public AnthropicBlock? ContentBlock { get; init; }

    /// <summary>Of <c>content_block_delta</c> and <c>message_delta</c>.</summary>
    public AnthropicDelta? Delta { get; init; }

    public AnthropicUsage? Usage { get; init; }
}

internal sealed record AnthropicMessage
{
    [JsonConverter(typeof(LenientText))]
    public string? Type { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Id { get; init; }

    public IReadOnlyList<AnthropicBlock?>? Content { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? StopReason { get; init; }

    public AnthropicUsage? Usage { get; init; }
}

/// <summary><c>text</c>, <c>thinking</c>, <c>redacted_thinking</c> or <c>tool_use</c>.</summary>
internal sealed record AnthropicBlock
{
    [JsonConverter(typeof(LenientText))]
    public string? Type { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Text { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Thinking { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Signature { get; init; }

    /// <summary>Of <c>redacted_thinking</c>: sealed, to be given back as it is.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Data { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Id { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Name { get; init; }

    /// <summary>Arguments as JSON.</summary>
    [JsonConverter(typeof(RawOrText))]
    public string? Input { get; init; }
}

internal sealed record AnthropicDelta
{
    [JsonConverter(typeof(LenientText))]
    public string? Type { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Text { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Thinking { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Signature { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? PartialJson { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? StopReason { get; init; }
}

/// <summary>Counts so far; what was read from the cache or written to it stands beside <see cref="InputTokens"/>, not in it.</summary>
internal sealed record AnthropicUsage
{
    [JsonConverter(typeof(LenientTokens))]
    public long? InputTokens { get; init; }

    [JsonConverter(typeof(LenientTokens))]
    public long? OutputTokens { get; init; }

    [JsonConverter(typeof(LenientTokens))]
    public long? CacheReadInputTokens { get; init; }

    [JsonConverter(typeof(LenientTokens))]
    public long? CacheCreationInputTokens { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnthropicEvent))]
[JsonSerializable(typeof(AnthropicMessage))]
internal sealed partial class AnthropicJson : JsonSerializerContext;
