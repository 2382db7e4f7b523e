using System.Text.Json;
using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>An answer of the Messages API. Thoughts carry their signature in <c>ProtectedData</c>, as the next tool round must give it back.</summary>
internal sealed class AnthropicAnswer(ModelEndpoint endpoint, FaultFactory faults) : IWireAnswer
{
    private readonly AnswerText _text = new();
    private readonly AnswerText _thought = new();
    private readonly ToolCallPieces _calls = new();
    private readonly HashSet<long> _toolBlocks = [];
    private string? _finish;
    private string? _id;
    private long? _input;
    private long? _output;
    private long? _cached;
    private int _callChars;
    private int _otherBytes;

    public bool Finished => _finish is not null;

    public bool Done { get; private set; }

    public string? Finish => _finish;

    public long? InputTokens => _input;

    public long? OutputTokens => _output;

    public int Bytes => _text.Bytes + _thought.Bytes + _callChars + _otherBytes;

    public int CallChars => _callChars;

    public ChatResponseUpdate? Read(WireEvent received)
    {
        if (received.Type == WireEvent.Whole) return ReadWhole(received.Data);
        if (received.Type == "error") throw Refused(received.Data);
        var item = JsonSerializer.Deserialize(received.Data, AnthropicJson.Default.AnthropicEvent) ?? throw new JsonException("null");
        var update = item.Type switch
        {
            "message_start" => Begin(item.Message),
            "content_block_start" => Open(item.Index ?? 0, item.ContentBlock),
            "content_block_delta" => More(item.Index ?? 0, item.Delta),
            "message_delta" => Close(item),
            "message_stop" => Stop(),
            "error" => throw Refused(received.Data),
            _ => null,
        };
        if (Bytes > ModelLimits.Answer) throw faults.PastBound($"{ModelLimits.Answer / 1024 / 1024} MiB of answer");
        return update;
    }

    public ChatResponseUpdate End()
    {
        var update = NewUpdate();
        if (_thought.End() is { Length: > 0 } thought) update.Contents.Add(new TextReasoningContent(thought));
        if (_text.End() is { Length: > 0 } text) update.Contents.Add(new TextContent(text));
        foreach (var call in _calls.End()) update.Contents.Add(call);
        if (_input is not null || _output is not null) update.Contents.Add(new UsageContent(new UsageDetails
        {
            InputTokenCount = _input, OutputTokenCount = _output, TotalTokenCount = (_input ?? 0) + (_output ?? 0), CachedInputTokenCount = _cached,
        }));
        update.FinishReason = _finish switch
        {
            "max_tokens" => ChatFinishReason.Length,
            "tool_use" => ChatFinishReason.ToolCalls,
            _ => ChatFinishReason.Stop,
        };
        return update;
    }

    private ChatResponseUpdate? ReadWhole(string json)
    {
        var message = JsonSerializer.Deserialize(json, AnthropicJson.Default.AnthropicMessage) ?? throw new JsonException("null");
        if (message.Type != "message")
            throw FaultFactory.ReadError(json) is { } error ? faults.Refused(null, error) : faults.Make(ModelFault.BadResponse, "JSON without an answer");
        Begin(message);
        var update = NewUpdate();
        for (var index = 0; index < (message.Content?.Count ?? 0); index++)
            if (Open(index, message.Content![index]) is { } part)
                foreach (var content in part.Contents) update.Contents.Add(content);
        EndBy(message.StopReason ?? "end_turn");
        Done = true;
        return update.Contents.Count > 0 ? update : null;
    }

    private ChatResponseUpdate? Begin(AnthropicMessage? message)
    {
        _id ??= message?.Id;
        Count(message?.Usage);
        return null;
    }

    private ChatResponseUpdate? Open(long index, AnthropicBlock? block)
    {
        switch (block?.Type)
        {
            case "text":
                return Text(block.Text);
            case "thinking":
                return Thought(block.Thinking, block.Signature);
            case "redacted_thinking" when block.Data is { Length: > 0 } data:
                _otherBytes += data.Length;
                return With(Thoughts.Redacted(data));
            case "tool_use":
                _toolBlocks.Add(index);
                // A streamed block begins with {}, and its pieces follow; a whole one has all of it here.
                return Call(index, block.Id, block.Name, block.Input is null or "{}" ? "" : block.Input);
            default:
                return null;
        }
    }

    private ChatResponseUpdate? More(long index, AnthropicDelta? delta) => delta?.Type switch
    {
        "text_delta" => Text(delta.Text),
        "thinking_delta" => Thought(delta.Thinking, null),
        "signature_delta" => Thought(null, delta.Signature),
        "input_json_delta" when _toolBlocks.Contains(index) => Call(index, null, null, delta.PartialJson),
        _ => null,
    };

    private ChatResponseUpdate? Close(AnthropicEvent item)
    {
        Count(item.Usage);
        if (item.Delta?.StopReason is { Length: > 0 } reason) EndBy(reason);
        return null;
    }

    private ChatResponseUpdate? Stop()
    {
        _finish ??= "end_turn";
        Done = true;
        return null;
    }

    private void EndBy(string reason)
    {
        if (FaultTable.OfFinish(reason) is { } fault) throw faults.Make(fault, $"stop_reason {reason}");
        _finish ??= reason;
    }

    private ChatResponseUpdate? Text(string? piece) => _text.Add(piece ?? "") is { Length: > 0 } text ? With(new TextContent(text)) : null;

    private ChatResponseUpdate? Thought(string? piece, string? signature)
    {
        var text = _thought.Add(piece ?? "");
        _otherBytes += signature?.Length ?? 0;
        return text.Length > 0 || !string.IsNullOrEmpty(signature)
            ? With(new TextReasoningContent(text) { ProtectedData = string.IsNullOrEmpty(signature) ? null : signature }) : null;
    }

    private ChatResponseUpdate? Call(long index, string? id, string? name, string? arguments)
    {
        _callChars += _calls.Add(new OpenAiCallDelta { Index = index, Id = id, Function = new OpenAiCalledDelta { Name = name, Arguments = arguments } });
        return null;
    }

    private void Count(AnthropicUsage? usage)
    {
        if (usage is null) return;
        // Later counts are of the whole answer; a later event may leave out what an earlier one told.
        if (usage.InputTokens is { } input) _input = input + (usage.CacheReadInputTokens ?? 0) + (usage.CacheCreationInputTokens ?? 0);
        _output = usage.OutputTokens ?? _output;
        _cached = usage.CacheReadInputTokens ?? _cached;
    }

    private ModelException Refused(string data) => faults.Refused(null, FaultFactory.ReadError(data) ?? new OpenAiError());

    private ChatResponseUpdate With(AIContent content)
    {
        var update = NewUpdate();
        update.Contents.Add(content);
        return update;
    }

    private ChatResponseUpdate NewUpdate() => new() { Role = ChatRole.Assistant, ResponseId = _id, MessageId = _id, ModelId = endpoint.Name };
}
