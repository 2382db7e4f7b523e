using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>Turns chunks into updates and knows whether the answer is whole.</summary>
internal sealed class AnswerReader(OpenAiEndpoint endpoint, FaultFactory faults)
{
    private readonly AnswerText _text = new();
    private readonly AnswerText _thought = new();
    private readonly ThinkTags _tags = new();
    private readonly ToolCallPieces _calls = new();
    private OpenAiUsage? _usage;
    private string? _finish;
    private string? _id;
    private string? _model;
    private long? _choice;
    private int _callChars;

    /// <summary>The end of the text has come; only counts and the end mark may follow.</summary>
    public bool Finished => _finish is not null;

    public string? Finish => _finish;

    public long? InputTokens => _usage?.PromptTokens;

    public long? OutputTokens => _usage?.CompletionTokens;

    public int Bytes => _text.Bytes + _thought.Bytes + _callChars;

    /// <summary>Grows with each piece of a tool call: those are tokens too, though there is nothing to show of them yet.</summary>
    public int CallChars => _callChars;

    /// <summary>Null where the chunk brought no text: keep-alives must not pass for tokens.</summary>
    public ChatResponseUpdate? Read(OpenAiChunk chunk)
    {
        if (chunk.AnyError() is { } error) throw faults.Refused(null, error);
        _id ??= chunk.Id;
        _model ??= chunk.Model;
        _usage = chunk.Usage ?? _usage;
        return Mine(chunk) is { } choice ? Read(choice) : null;
    }

    /// <summary>The last update: what was held back, the counts and the reason of the end.</summary>
    public ChatResponseUpdate End()
    {
        var (thought, answer) = _tags.End();
        var update = Update(_thought.Add(thought) + _thought.End(), _text.Add(answer) + _text.End()) ?? NewUpdate();
        foreach (var call in _calls.End()) update.Contents.Add(call);
        if (_usage is { } usage) update.Contents.Add(new UsageContent(Counts(usage)));
        update.FinishReason = _finish is null ? ChatFinishReason.Stop : new ChatFinishReason(_finish);
        return update;
    }

    private ChatResponseUpdate? Read(OpenAiChoice choice)
    {
        _usage = choice.Usage ?? _usage;
        var delta = choice.Delta ?? choice.Message;
        var (thought, answer) = _tags.Add(delta?.Content ?? "");
        var reasoning = delta?.ReasoningContent ?? delta?.Reasoning ?? "";
        var update = Update(_thought.Add(reasoning + thought), _text.Add(answer + delta?.Refusal));
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

    private ChatResponseUpdate NewUpdate() => new() { Role = ChatRole.Assistant, ResponseId = _id, MessageId = _id, ModelId = _model ?? endpoint.Model };

    private static UsageDetails Counts(OpenAiUsage usage) => new()
    {
        InputTokenCount = usage.PromptTokens,
        OutputTokenCount = usage.CompletionTokens,
        TotalTokenCount = usage.TotalTokens ?? usage.PromptTokens + usage.CompletionTokens,
    };
}
