using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models.Wire;

/// <summary>
/// One streamed event, or a whole unstreamed answer, or an error in either's place: hosts mix them, so one record reads all.
/// Every member may be missing.
/// </summary>
internal sealed record OpenAiChunk
{
    [JsonConverter(typeof(LenientText))]
    public string? Id { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Model { get; init; }

    public IReadOnlyList<OpenAiChoice?>? Choices { get; init; }

    public OpenAiUsage? Usage { get; init; }

    [JsonConverter(typeof(LenientError))]
    public OpenAiError? Error { get; init; }

    /// <summary>With <see cref="Message"/>: an error that lacks its wrapper (SiliconFlow, older vLLM).</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Code { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Message { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? RequestId { get; init; }

    /// <summary>MiniMax tells its errors here, with status 200.</summary>
    public OpenAiBaseResponse? BaseResp { get; init; }

    /// <summary>The error this record stands for, wrapped or bare; null where it is none.</summary>
    public OpenAiError? AnyError() => (Error is null || Error.RequestId is not null ? Error : Error with { RequestId = RequestId }) ?? BaseResp?.AnyError()
        ?? (IsBareError ? new OpenAiError { Code = Code, Message = Message, RequestId = RequestId } : null);

    private bool IsBareError =>
        Choices is not { Count: > 0 } && (string.IsNullOrEmpty(Code) ? !string.IsNullOrEmpty(Message) : Code is not ("0" or "200"));
}

internal sealed record OpenAiChoice
{
    [JsonConverter(typeof(LenientCount))]
    public long? Index { get; init; }

    /// <summary>A piece of the answer.</summary>
    public OpenAiDelta? Delta { get; init; }

    /// <summary>The whole answer, from hosts that ignore <c>stream</c>.</summary>
    public OpenAiDelta? Message { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? FinishReason { get; init; }

    /// <summary>Moonshot puts the counts here.</summary>
    public OpenAiUsage? Usage { get; init; }
}

internal sealed record OpenAiDelta
{
    [JsonConverter(typeof(LenientText))]
    public string? Content { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? ReasoningContent { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Reasoning { get; init; }

    /// <summary>A list of <c>{"type": "reasoning.text", "text": …}</c>; OpenRouter sends it beside <see cref="Reasoning"/>, MiniMax alone.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? ReasoningDetails { get; init; }

    /// <summary>The thought, in whichever spelling it came.</summary>
    public string? AnyReasoning() => First(ReasoningContent, Reasoning, ReasoningDetails);

    private static string? First(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
            if (!string.IsNullOrEmpty(text)) return text;
        return null;
    }

    /// <summary>The model declines in words of its own; it is the answer.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Refusal { get; init; }

    [JsonConverter(typeof(LenientCalls))]
    public IReadOnlyList<OpenAiCallDelta>? ToolCalls { get; init; }
}

/// <summary>A piece of a tool call, or all of it.</summary>
internal sealed record OpenAiCallDelta
{
    [JsonConverter(typeof(LenientCount))]
    public long? Index { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Id { get; init; }

    public OpenAiCalledDelta? Function { get; init; }
}

internal sealed record OpenAiCalledDelta
{
    [JsonConverter(typeof(LenientText))]
    public string? Name { get; init; }

    [JsonConverter(typeof(RawOrText))]
    public string? Arguments { get; init; }
}

internal sealed record OpenAiUsage
{
    [JsonConverter(typeof(LenientTokens))]
    public long? PromptTokens { get; init; }

    [JsonConverter(typeof(LenientTokens))]
    public long? CompletionTokens { get; init; }

    [JsonConverter(typeof(LenientTokens))]
    public long? TotalTokens { get; init; }

    public OpenAiTokenDetails? PromptTokensDetails { get; init; }

    public OpenAiTokenDetails? CompletionTokensDetails { get; init; }

    /// <summary>DeepSeek's.</summary>
    [JsonConverter(typeof(LenientTokens))]
    public long? PromptCacheHitTokens { get; init; }

    /// <summary>Moonshot's.</summary>
    [JsonConverter(typeof(LenientTokens))]
    public long? CachedTokens { get; init; }
}

internal sealed record OpenAiTokenDetails
{
    [JsonConverter(typeof(LenientTokens))]
    public long? CachedTokens { get; init; }

    [JsonConverter(typeof(LenientTokens))]
    public long? ReasoningTokens { get; init; }
}

internal sealed record OpenAiBaseResponse
{
    [JsonConverter(typeof(LenientCount))]
    public long? StatusCode { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? StatusMsg { get; init; }

    /// <summary>Its numbers mean other things than Zhipu's of the same size.</summary>
    public OpenAiError? AnyError() => StatusCode is null or 0 ? null : new OpenAiError { Code = $"base_resp.{StatusCode}", Message = StatusMsg };
}

internal sealed record OpenAiError
{
    /// <summary>Read to tell faults apart; shown to nobody, since hosts quote the key and the question in it.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Message { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Code { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Type { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? RequestId { get; init; }
}
