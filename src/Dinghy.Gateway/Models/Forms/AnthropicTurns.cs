using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>A conversation in the Messages API's form: user and assistant in turns, results of tools being the user's, instructions apart.</summary>
internal sealed class AnthropicTurns(ModelEndpoint endpoint, FaultFactory faults)
{
    private readonly CallIds _ids = new(endpoint);
    private readonly List<string> _system = [];
    private readonly List<(string Role, List<AIContent> Contents)> _messages = [];

    public IReadOnlyList<string> System => _system;

    public IReadOnlyList<(string Role, List<AIContent> Contents)> Messages => _messages;

    /// <summary>False in a tool round that another model began, or this one without thinking: no thought can be asked for in its midst.</summary>
    public bool MayThink => _messages is not [.., var (_, before), var (_, last)] || !last.Exists(content => content is FunctionResultContent) || before is [TextReasoningContent, ..];

    public void Add(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrWhiteSpace(instructions)) _system.Add(instructions);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System && _messages.Count == 0)
            {
                if (!string.IsNullOrWhiteSpace(message.Text)) _system.Add(message.Text);
                continue;
            }

            Add(message.Role == ChatRole.Assistant ? "assistant" : "user", Carried(message));
        }

        // What a cut history begins with; the first word is always a user's.
        if (_messages is [{ Role: "assistant" }, ..]) _messages.Insert(0, ("user", [new TextContent("(…)")]));
    }

    public void WriteTo(Utf8JsonWriter json, bool cache)
    {
        json.WriteStartArray("messages");
        for (var at = 0; at < _messages.Count; at++)
        {
            var (role, contents) = _messages[at];
            json.WriteStartObject();
            json.WriteString("role", role);
            json.WriteStartArray("content");
            for (var part = 0; part < contents.Count; part++) Write(json, contents[part], cache && at == _messages.Count - 1 && part == contents.Count - 1);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Add(string role, List<AIContent> contents)
    {
        if (contents.Count == 0) return;
        if (_messages is [.., var last] && last.Role == role) last.Contents.AddRange(contents);
        else _messages.Add((role, contents));
    }

    /// <summary>Thoughts go back only beside the calls that they led to, and only signed: another model's can not be.</summary>
    private List<AIContent> Carried(ChatMessage message)
    {
        var calls = message.Contents.Any(content => content is FunctionCallContent);
        var carried = new List<AIContent>(message.Contents.Count);
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    if (!string.IsNullOrWhiteSpace(text.Text)) carried.Add(text);
                    break;
                case TextReasoningContent thought:
                    if (calls && thought.ProtectedData is not null && endpoint.Quirks.ReplayReasoning) carried.Add(thought);
                    break;
                case UsageContent:
                    break;
                case DataContent data when message.Role == ChatRole.User && data.HasTopLevelMediaType("image"):
                case FunctionCallContent when message.Role == ChatRole.Assistant:
                case FunctionResultContent when message.Role == ChatRole.Tool:
                    carried.Add(content);
                    break;
                default:
                    throw faults.Make(ModelFault.BadRequest, $"{content.GetType().Name} is not carried by this client");
            }
        }

        return carried;
    }

    private void Write(Utf8JsonWriter json, AIContent content, bool mark)
    {
        json.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case TextReasoningContent thought when Thoughts.IsRedacted(thought):
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", thought.ProtectedData);
                mark = false;
                break;
            case TextReasoningContent thought:
                json.WriteString("type", "thinking");
                json.WriteString("thinking", thought.Text);
                json.WriteString("signature", thought.ProtectedData);
                mark = false;
                break;
            case DataContent picture:
                json.WriteString("type", "image");
                json.WriteStartObject("source");
                json.WriteString("type", "base64");
                json.WriteString("media_type", picture.MediaType);
                json.WriteBase64String("data", picture.Data.Span);
                json.WriteEndObject();
                break;
            case FunctionCallContent call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", _ids.Of(call.CallId));
                json.WriteString("name", call.Name);
                json.WritePropertyName("input");
                json.WriteRawValue(ToolArguments.Write(call.Exception is null ? call.Arguments : null), skipInputValidation: true);
                break;
            case FunctionResultContent result:
                json.WriteString("type", "tool_result");
                json.WriteString("tool_use_id", _ids.Of(result.CallId));
                json.WriteString("content", result.Result as string ?? result.Result?.ToString() ?? "");
                break;
        }

        if (mark) AnthropicRequestWriter.CacheMark(json);
        json.WriteEndObject();
    }
}
