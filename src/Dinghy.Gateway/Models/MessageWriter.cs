using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>One message of a conversation as the wire's messages: none where it says nothing, several where it brings several tools' results.</summary>
internal sealed class MessageWriter(OpenAiEndpoint endpoint, FaultFactory faults)
{
    public static OpenAiMessage Plain(string role, string text) => new(role) { Content = new OpenAiContent(text) };

    public IEnumerable<OpenAiMessage> Write(ChatMessage message)
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

    private static bool IsCarried(ChatRole role, AIContent content) => content switch
    {
        TextContent or TextReasoningContent or UsageContent => true,
        DataContent data => role == ChatRole.User && data.HasTopLevelMediaType("image"),
        FunctionCallContent => role == ChatRole.Assistant,
        FunctionResultContent => role == ChatRole.Tool,
        _ => false,
    };

    private OpenAiMessage Calling(ChatMessage message) => new(message.Role.Value)
    {
        Content = message.Text.Length > 0 ? new OpenAiContent(message.Text) : null,
        ReasoningContent = endpoint.ReplayReasoning ? string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text)) : null,
        ToolCalls =
        [
            // Arguments that could not be read went back to the model as an error; some hosts refuse to see them again.
            .. message.Contents.OfType<FunctionCallContent>().Select(call =>
                new OpenAiToolCall(call.CallId, new OpenAiCalled(call.Name, ToolArguments.Write(call.Exception is null ? call.Arguments : null)))),
        ],
    };

    private static OpenAiMessage Result(FunctionResultContent result) => new(ChatRole.Tool.Value)
    {
        Content = new OpenAiContent(result.Result as string ?? result.Result?.ToString() ?? ""),
        ToolCallId = result.CallId,
    };

    private static List<OpenAiPart> Parts(ChatMessage message)
    {
        var parts = new List<OpenAiPart>();
        foreach (var content in message.Contents)
            if (content is DataContent picture) parts.Add(new OpenAiPart("image_url", ImageUrl: new OpenAiImage(picture.Uri)));
            else if (content is TextContent { Text.Length: > 0 } text) parts.Add(new OpenAiPart("text", text.Text));
        return parts;
    }
}
