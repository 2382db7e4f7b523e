using System.Text.Json;
using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>An answer of the OpenAI form.</summary>
internal sealed class OpenAiAnswer(ModelEndpoint endpoint, FaultFactory faults) : IWireAnswer
{
    private readonly AnswerText _text = new();
    private readonly AnswerText _thought = new();
    private readonly ThinkTags _tags = new();
    private readonly ToolCallPieces _calls = new();
    private OpenAiUsage? _usage;
    private string? _finish;
    private string? _id;
    private long? _choice;
    private int _callChars;

    public bool Finished => _finish is not null;

    public bool Done { get; private set; }

    public string? Finish => _finish;

    public long? InputTokens => _usage?.PromptTokens;

    public long? OutputTokens => _usage?.CompletionTokens;

    public int Bytes => _text.Bytes + _thought.Bytes + _callChars;

    public int CallChars => _callChars;

    public ChatResponseUpdate? Read(WireEvent received)
    {
        if (received.Data.AsSpan().Trim() is "[DONE]")
        {
            Done = true;
            return null;
        }

        if (received.Type == "error") throw faults.Refused(null, FaultFactory.ReadError(received.Data) ?? new OpenAiError());
        var chunk = JsonSerializer.Deserialize(received.Data, OpenAiJson.Default.OpenAiChunk) ?? throw new JsonException("null");
        if (received.Type != WireEvent.Whole) return Read(chunk);

        Done = true;
        if (chunk.AnyError() is null && chunk.Choices is not { Count: > 0 }) throw faults.Make(ModelFault.BadResponse, "JSON without an answer");
        return Read(chunk);
    }

    public ChatResponseUpdate End()
    {
        var (thought, answer) = _tags.End();
        var update = Update(_thought.Add(thought) + _thought.End(), _text.Add(answer) + _text.End()) ?? NewUpdate();
        foreach (var call in _calls.End()) update.Contents.Add(call);
        if (_usage is { } usage) update.Contents.Add(new UsageContent(Counts(usage)));
        update.FinishReason = _finish is null ? ChatFinishReason.Stop : new ChatFinishReason(_finish);
        return update;
    }

    private ChatResponseUpdate? Read(OpenAiChunk chunk)
    {
        if (chunk.AnyError() is { } error) throw faults.Refused(null, error);
        _id ??= chunk.Id;
        _usage = chunk.Usage ?? _usage;
        return Mine(chunk) is { } choice ? Read(choice) : null;
    }

    private ChatResponseUpdate? Read(OpenAiChoice choice)
    {
        _usage = choice.Usage ?? _usage;
        var delta = choice.Delta ?? choice.Message;
        var (thought, answer) = _tags.Add(delta?.Content ?? "");
        var update = Update(_thought.Add((delta?.AnyReasoning() ?? "") + thought), _text.Add(answer + delta?.Refusal));
        foreach (var piece in delta?.ToolCalls ?? []) _callChars += _calls.Add(piece);

        // A whole answer needs no end mark of its own.
        var finish = string.IsNullOrEmpty(choice.FinishReason) ? choice.Message is null ? null : "stop" : choice.FinishReason;
        if (finish is not null && FaultTable.OfFinish(finish) is { } fault) throw faults.Make(fault, $"finish_reason {finish}");
        _finish ??= finish;
        if (Bytes > ModelLimits.Answer) throw faults.PastBound($"{ModelLimits.Answer / 1024 / 1024} MiB of answer");
        return update;
    }

    /// <summary>One answer is asked for; should a host send several side by side, the first seen is kept, whatever its number.</summary>
    private OpenAiChoice? Mine(OpenAiChunk chunk)
    {
        var choice = chunk.Choices?.FirstOrDefault(c => c is not null && (_choice is null || (c.Index ?? 0) == _choice));
        _choice ??= choice is null ? null : choice.Index ?? 0;
        return choice;
    }

    private ChatResponseUpdate? Update(string thought, string answer)
    {
        if (thought.Length == 0 && answer.Length == 0) return null;
        var update = NewUpdate();
        if (thought.Length > 0) update.Contents.Add(new TextReasoningContent(thought));
        if (answer.Length > 0) update.Contents.Add(new TextContent(answer));
        return update;
    }

    /// <summary>The model is the one that was asked: what hosts call it in their answers names a snapshot, a relay or nothing.</summary>
    private ChatResponseUpdate NewUpdate() => new() { Role = ChatRole.Assistant, ResponseId = _id, MessageId = _id, ModelId = endpoint.Name };

    private static UsageDetails Counts(OpenAiUsage usage) => new()
    {
        InputTokenCount = usage.PromptTokens,
        OutputTokenCount = usage.CompletionTokens,
        TotalTokenCount = usage.TotalTokens ?? usage.PromptTokens + usage.CompletionTokens,
        CachedInputTokenCount = usage.PromptTokensDetails?.CachedTokens ?? usage.PromptCacheHitTokens ?? usage.CachedTokens,
        ReasoningTokenCount = usage.CompletionTokensDetails?.ReasoningTokens,
    };
}
