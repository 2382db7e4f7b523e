using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>Writes the conversation as a body of <c>POST /v1/messages</c>.</summary>
internal static class AnthropicRequestWriter
{
    /// <summary>The field must be there; this is no wish, only room enough for an answer.</summary>
    private const int UsualTokens = 8_192;

    /// <summary>The least a budget of thoughts may be.</summary>
    private const int LeastBudget = 1_024;

    public static byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelEndpoint endpoint, FaultFactory faults)
    {
        var turns = new AnthropicTurns(endpoint, faults);
        turns.Add(messages, options?.Instructions);
        if (turns.Messages.Count == 0) throw faults.Make(ModelFault.BadRequest, "there is nothing to answer");

        var (most, budget) = Room(options, endpoint, turns.MayThink);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Wire.OpenAiJson.Plain.Options.Encoder, MaxDepth = 256 }))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? endpoint.Model);
            json.WriteNumber("max_tokens", most);
            json.WriteBoolean("stream", true);
            Tools(json, options, endpoint, faults, thinks: budget > 0);
            System(json, turns.System, endpoint);
            turns.WriteTo(json, endpoint.Quirks.CacheControl);
            if (options?.StopSequences is { Count: > 0 } stop)
            {
                json.WriteStartArray("stop_sequences");
                foreach (var sequence in stop) json.WriteStringValue(sequence);
                json.WriteEndArray();
            }

            Thinking(json, options, endpoint, budget);
            // While it thinks, nothing but its own temperature is taken.
            if (budget == 0 && endpoint.Quirks.TakesSampling && options?.Temperature is { } temperature) json.WriteNumber("temperature", Math.Clamp(temperature, 0, 1));
            else if (budget == 0 && endpoint.Quirks.TakesSampling && options?.TopP is { } topP) json.WriteNumber("top_p", topP);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The budget must leave room for words.</summary>
    private static (int Most, int Budget) Room(ChatOptions? options, ModelEndpoint endpoint, bool mayThink)
    {
        var limit = endpoint.Facts.MaxOutput ?? UsualTokens;
        var wanted = Math.Min(options?.MaxOutputTokens ?? UsualTokens, limit);
        if (!mayThink || endpoint.Thinking is not { Switch: "budget" } || options?.Reasoning?.Effort is not { } effort) return (wanted, 0);
        var budget = Math.Min(ThinkingForm.BudgetFor(effort), limit - wanted);
        return budget < LeastBudget ? (wanted, 0) : (wanted + budget, budget);
    }

    private static void Thinking(Utf8JsonWriter json, ChatOptions? options, ModelEndpoint endpoint, int budget)
    {
        if (endpoint.Thinking is not { Switch: "budget" } || options?.Reasoning?.Effort is null) return;
        json.WriteStartObject("thinking");
        json.WriteString("type", budget > 0 ? "enabled" : "disabled");
        if (budget > 0) json.WriteNumber("budget_tokens", budget);
        json.WriteEndObject();
    }

    /// <summary>One mark at its end lets the provider keep tools and instructions between requests.</summary>
    private static void System(Utf8JsonWriter json, IReadOnlyList<string> texts, ModelEndpoint endpoint)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray("system");
        for (var at = 0; at < texts.Count; at++)
        {
            json.WriteStartObject();
            json.WriteString("type", "text");
            json.WriteString("text", texts[at]);
            if (endpoint.Quirks.CacheControl && at == texts.Count - 1) CacheMark(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void CacheMark(Utf8JsonWriter json)
    {
        json.WriteStartObject("cache_control");
        json.WriteString("type", "ephemeral");
        json.WriteEndObject();
    }

    private static void Tools(Utf8JsonWriter json, ChatOptions? options, ModelEndpoint endpoint, FaultFactory faults, bool thinks)
    {
        if (options?.Tools is not { Count: > 0 } tools) return;
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            if (tool is not AIFunctionDeclaration function) throw faults.Make(ModelFault.BadRequest, $"{tool.GetType().Name} is not carried by this client");
            json.WriteStartObject();
            json.WriteString("name", function.Name);
            json.WriteString("description", function.Description);
            json.WritePropertyName("input_schema");
            ToolSchema.For(function.JsonSchema, endpoint.Quirks).WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var choice = options.ToolMode switch { NoneChatToolMode => "none", RequiredChatToolMode when !thinks => "any", _ => null };
        if (choice is null) return;
        json.WriteStartObject("tool_choice");
        json.WriteString("type", choice);
        json.WriteEndObject();
    }
}
