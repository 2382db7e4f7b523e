using System.Text;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>What one request to the model brought, gathered while it streams.</summary>
internal sealed class ModelRound
{
    private readonly StringBuilder _text = new();
    private readonly Thoughts _thoughts = new();
    private readonly List<FunctionCallContent> _calls = [];
    private long? _input;
    private long? _output;
    private string? _model;

    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    /// <summary>Tokens of the request, and of it with its answer; null: the provider did not tell.</summary>
    public long? Input => _input;

    public long? Counted => _input + (_output ?? 0);

    /// <summary>Null while the answer is whole.</summary>
    public ModelException? Fault { get; private set; }

    /// <summary>The updates as they come; a fault ends them and is kept.</summary>
    public async IAsyncEnumerable<AgentUpdate> StreamAsync(IAsyncEnumerable<ChatResponseUpdate> answer, TurnUsage usage)
    {
        await using var updates = answer.GetAsyncEnumerator();
        while (await NextAsync(updates))
            foreach (var content in updates.Current.Contents)
                if (Take(content, updates.Current, usage) is { } update) yield return update;
    }

    /// <summary>As it is stored, and shown to the model again.</summary>
    public StepRound ToStep() => new()
    {
        Text = _text.Length > 0 ? _text.ToString() : null,
        Thoughts = [.. _thoughts.ToContents().Select(thought => new StepThought(thought.Text, thought.ProtectedData, Thoughts.IsRedacted(thought)))],
        Calls = [.. _calls.Select(call => new StepCall(call.CallId, call.Name, call.Exception is null ? ToolArguments.Write(call.Arguments) : null))],
        Input = _input,
        Output = _output,
        Model = _model,
    };

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (ModelException e)
        {
            Fault = e;
            return false;
        }
    }

    private AgentUpdate? Take(AIContent content, ChatResponseUpdate update, TurnUsage usage)
    {
        usage.Name(update.ModelId);
        _model = update.ModelId ?? _model;
        switch (content)
        {
            case TextContent { Text.Length: > 0 } text:
                _text.Append(text.Text);
                return new AgentUpdate.Text(text.Text);
            case TextReasoningContent thought:
                _thoughts.Add(thought);
                return thought.Text.Length > 0 ? new AgentUpdate.Thought(thought.Text) : null;
            case FunctionCallContent call:
                _calls.Add(call);
                return null;
            case UsageContent counts:
                usage.Add(counts.Details);
                (_input, _output) = (counts.Details.InputTokenCount ?? _input, counts.Details.OutputTokenCount ?? _output);
                return null;
            default:
                return null;
        }
    }
}
