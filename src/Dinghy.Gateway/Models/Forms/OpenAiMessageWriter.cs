using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>Messages as the host takes them; what can not be carried is refused, never silently left out.</summary>
internal sealed class OpenAiMessageWriter(ModelEndpoint endpoint, FaultFactory faults)
{
    private readonly CallIds _ids = new(endpoint);

    public List<OpenAiMessage> Write(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        var (list, begun) = (new List<OpenAiMessage>(messages.Count + 1), false);
        if (!string.IsNullOrWhiteSpace(instructions)) list.Add(Plain("system", instructions));
        foreach (var message in messages)
        {
            begun |= message.Role != ChatRole.System;
            var late = begun && message.Role == ChatRole.System && endpoint.Quirks.LateSystemAsUser;
            list.AddRange(Write(late ? new ChatMessage(ChatRole.User, message.Contents) : message));
        }

        return endpoint.Quirks.Alternate ? InTurns(list) : list;
    }

    private IEnumerable<OpenAiMessage> Write(ChatMessage message)
    {
        foreach (var content in message.Contents)
            if (!IsCarried(message.Role, content)) throw faults.Make(ModelFault.BadRequest, $"{content.GetType().Name} is not carried by this client");

        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        if (results.Count > 0) return results.Select(Result);
        if (message.Contents.Any(content => content is FunctionCallContent)) return [Calling(message)];
        if (message.Contents.Any(content => content is DataContent)) return [new OpenAiMessage(message.Role.Value) { Content = new OpenAiContent(null, Parts(message)) }];

        // Thoughts and token counts of earlier answers stay behind: hosts want none of them outside tool rounds.
        return message.Text.Length > 0 ? [Plain(message.Role.Value, message.Text)] : [];
    }

    private static OpenAiMessage Plain(string role, string text) => new(role) { Content = new OpenAiContent(text) };

    private static bool IsCarried(ChatRole role, AIContent content) => content switch
    {
        TextContent or TextReasoningContent or UsageContent => true,
        DataContent data => role == ChatRole.User && data.HasTopLevelMediaType("image"),
        FunctionCallContent => role == ChatRole.Assistant,
        FunctionResultContent => role == ChatRole.Tool,
        _ => false,
    };

    private OpenAiMessage Calling(ChatMessage message)
    {
        var written = new OpenAiMessage(message.Role.Value)
        {
            Content = message.Text.Length > 0 ? new OpenAiContent(message.Text) : null,
            ToolCalls =
            [
                // Arguments that could not be read went back to the model as an error; some hosts refuse to see them again.
                .. message.Contents.OfType<FunctionCallContent>().Select(call =>
                    new OpenAiToolCall(_ids.Of(call.CallId), new OpenAiCalled(call.Name, ToolArguments.Write(call.Exception is null ? call.Arguments : null)))),
            ],
        };
        if (!endpoint.Quirks.ReplayReasoning) return written;
        var thought = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        return endpoint.Quirks.ReplayAs switch
        {
            "reasoning" => written with { Reasoning = thought },
            "reasoning_details" => thought.Length == 0 ? written : written with { ReasoningDetails = [new OpenAiPart("reasoning.text", thought)] },
            _ => written with { ReasoningContent = thought },
        };
    }

    private OpenAiMessage Result(FunctionResultContent result) => new(ChatRole.Tool.Value)
    {
        Content = new OpenAiContent(result.Result as string ?? result.Result?.ToString() ?? ""),
        ToolCallId = _ids.Of(result.CallId),
    };

    private static List<OpenAiPart> Parts(ChatMessage message)
    {
        var parts = new List<OpenAiPart>();
        foreach (var content in message.Contents)
            if (content is DataContent picture) parts.Add(new OpenAiPart("image_url", ImageUrl: new OpenAiImage(picture.Uri)));
            else if (content is TextContent { Text.Length: > 0 } text) parts.Add(new OpenAiPart("text", text.Text));
        return parts;
    }

    /// <summary>Neighbours of one role become one message.</summary>
    private static List<OpenAiMessage> InTurns(List<OpenAiMessage> messages)
    {
        var merged = new List<OpenAiMessage>(messages.Count);
        foreach (var message in messages)
        {
            if (merged is [.., var last] && last.Role == message.Role && message.Role is ("user" or "assistant") && IsText(last) && IsText(message))
                merged[^1] = last with { Content = new OpenAiContent($"{last.Content!.Text}\n\n{message.Content!.Text}") };
            else
                merged.Add(message);
        }

        return merged;
    }

    private static bool IsText(OpenAiMessage message) => message is { Content: { Text: not null, Parts: null }, ToolCalls: null };
}
