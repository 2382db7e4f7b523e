using System.Text;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>What one request to the model brought, gathered while it streams.</summary>
internal sealed class ModelRound
{
    private readonly StringBuilder _text = new();
    private readonly Thoughts _thoughts = new();
    private readonly List<FunctionCallContent> _calls = [];

    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    public bool Spoke => _text.Length > 0;

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

    /// <summary>As the next request shows it to the model again.</summary>
    public ChatMessage ToMessage()
    {
        var message = new ChatMessage(ChatRole.Assistant, [.. _calls]);
        if (_text.Length > 0) message.Contents.Insert(0, new TextContent(_text.ToString()));
        foreach (var (at, thought) in _thoughts.ToContents().Index()) message.Contents.Insert(at, thought);
        return message;
    }

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
                return null;
            default:
                return null;
        }
    }
}
