using System.Text.Json;
using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>Writes the conversation as a request body.</summary>
internal static class RequestWriter
{
    /// <summary>UTF-8 JSON. What this client can not carry is refused here, before anything is sent or silently left out.</summary>
    public static byte[] Write(IEnumerable<ChatMessage> messages, ChatOptions? options, OpenAiEndpoint endpoint, FaultFactory faults)
    {
        var writer = new MessageWriter(endpoint, faults);
        var list = new List<OpenAiMessage>();
        if (!string.IsNullOrWhiteSpace(options?.Instructions)) list.Add(MessageWriter.Plain("system", options.Instructions));
        foreach (var message in messages) list.AddRange(writer.Write(message));
        if (list.TrueForAll(m => m.Role == "system")) throw faults.Make(ModelFault.BadRequest, "there is nothing to answer");

        var tools = Tools(options, faults);
        var request = new OpenAiRequest
        {
            Model = options?.ModelId ?? endpoint.Model,
            Messages = list,
            StreamOptions = endpoint.IncludeUsage ? new OpenAiStreamOptions(true) : null,
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            MaxTokens = endpoint.MaxCompletionTokens ? null : options?.MaxOutputTokens,
            MaxCompletionTokens = endpoint.MaxCompletionTokens ? options?.MaxOutputTokens : null,
            Stop = options?.StopSequences is { Count: > 0 } stop ? [.. stop] : null,
            Tools = tools,
            ToolChoice = tools is null ? null : options?.ToolMode switch { NoneChatToolMode => "none", RequiredChatToolMode => "required", _ => null },
        };
        if (endpoint.Thinking is { } form && options?.Reasoning?.Effort is { } effort) request = Thinking(request, form, effort);
        return JsonSerializer.SerializeToUtf8Bytes(request, OpenAiJson.Plain.OpenAiRequest);
    }

    private static OpenAiRequest Thinking(OpenAiRequest request, ThinkingForm form, ReasoningEffort effort) => request with
    {
        ReasoningEffort = form.WordFor(effort),
        EnableThinking = form.Switch == "enable_thinking" ? form.IsOn(effort) : null,
        Thinking = form.Switch == "thinking" ? new OpenAiThinking(form.IsOn(effort) == true ? "enabled" : "disabled") : null,
    };

    private static List<OpenAiTool>? Tools(ChatOptions? options, FaultFactory faults) => options?.Tools is not { Count: > 0 } tools ? null :
    [
        .. tools.Select(tool => tool is AIFunctionDeclaration function
            ? new OpenAiTool(new OpenAiFunction(function.Name, function.Description, function.JsonSchema))
            : throw faults.Make(ModelFault.BadRequest, $"{tool.GetType().Name} is not carried by this client")),
    ];
}
