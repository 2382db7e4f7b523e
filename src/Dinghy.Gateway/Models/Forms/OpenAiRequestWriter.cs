using System.Text.Json;
using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>Writes the conversation as a request body of the OpenAI form.</summary>
internal static class OpenAiRequestWriter
{
    /// <summary>UTF-8 JSON. What this client can not carry is refused here, before anything is sent or silently left out.</summary>
    public static byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelEndpoint endpoint, FaultFactory faults)
    {
        var list = new OpenAiMessageWriter(endpoint, faults).Write(messages, options?.Instructions);
        if (list.TrueForAll(m => m.Role == "system")) throw faults.Make(ModelFault.BadRequest, "there is nothing to answer");

        var (tools, quirks) = (Tools(options, endpoint, faults), endpoint.Quirks);
        var request = new OpenAiRequest
        {
            Model = options?.ModelId ?? endpoint.Model,
            Messages = list,
            StreamOptions = quirks.IncludeUsage ? new OpenAiStreamOptions(true) : null,
            Temperature = Temperature(options, quirks),
            TopP = quirks is { TakesSampling: true, OnlyTemperature: null } ? options?.TopP : null,
            MaxTokens = quirks.MaxCompletionTokens ? null : options?.MaxOutputTokens,
            MaxCompletionTokens = quirks.MaxCompletionTokens ? options?.MaxOutputTokens : null,
            Stop = options?.StopSequences is { Count: > 0 } stop ? [.. stop] : null,
            Tools = tools,
            ToolChoice = tools is null ? null : options?.ToolMode switch
            {
                NoneChatToolMode => "none",
                RequiredChatToolMode when !quirks.OnlyAutoToolChoice => "required",
                _ => null,
            },
            ReasoningSplit = quirks.ReasoningSplit ? true : null,
        };
        if (endpoint.Thinking is { } form && options?.Reasoning?.Effort is { } effort) request = Thinking(request, form, effort);
        return JsonSerializer.SerializeToUtf8Bytes(request, OpenAiJson.Plain.OpenAiRequest);
    }

    /// <summary>A wish that the model would refuse is no reason to have no answer.</summary>
    private static float? Temperature(ChatOptions? options, ModelQuirks quirks) =>
        !quirks.TakesSampling || options?.Temperature is not { } wish ? null
        : quirks.OnlyTemperature is { } only && Math.Abs(only - wish) > 0.001f ? null : wish;

    private static OpenAiRequest Thinking(OpenAiRequest request, ThinkingForm form, ReasoningEffort effort)
    {
        var word = form.WordFor(effort);
        return request with
        {
            ReasoningEffort = form.Nested ? null : word,
            Reasoning = form.Nested && word is not null ? new OpenAiReasoning(word) : null,
            EnableThinking = form.Switch == "enable_thinking" ? form.IsOn(effort) : null,
            Thinking = form.Switch == "thinking" ? new OpenAiThinking(form.IsOn(effort) == true ? "enabled" : "disabled") : null,
        };
    }

    private static List<OpenAiTool>? Tools(ChatOptions? options, ModelEndpoint endpoint, FaultFactory faults) => options?.Tools is not { Count: > 0 } tools ? null :
    [
        .. tools.Select(tool => tool is AIFunctionDeclaration function
            ? new OpenAiTool(new OpenAiFunction(function.Name, function.Description, ToolSchema.For(function.JsonSchema, endpoint.Quirks)))
            : throw faults.Make(ModelFault.BadRequest, $"{tool.GetType().Name} is not carried by this client")),
    ];
}
