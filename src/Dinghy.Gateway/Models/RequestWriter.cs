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
        if (options?.Tools is { Count: > 0 }) throw faults.Make(ModelFault.BadRequest, "tools are not carried by this client");
        var list = new List<OpenAiMessage>();
        if (!string.IsNullOrWhiteSpace(options?.Instructions)) list.Add(new OpenAiMessage("system", options.Instructions));
        foreach (var message in messages)
            if (TextOf(message, faults) is { Length: > 0 } text) list.Add(new OpenAiMessage(message.Role.Value, text));
        if (list.TrueForAll(m => m.Role == "system")) throw faults.Make(ModelFault.BadRequest, "there is nothing to answer");

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
        };
        return JsonSerializer.SerializeToUtf8Bytes(request, OpenAiJson.Plain.OpenAiRequest);
    }

    /// <summary>Thoughts and token counts of earlier answers stay behind: hosts want none of them outside tool rounds.</summary>
    private static string TextOf(ChatMessage message, FaultFactory faults)
    {
        foreach (var content in message.Contents)
            if (content is not (TextContent or TextReasoningContent or UsageContent))
                throw faults.Make(ModelFault.BadRequest, $"{content.GetType().Name} is not carried by this client");
        return message.Text;
    }
}
