using System.Text.Json;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin.OpenAi;

/// <summary>A request read: what was said before, and the question.</summary>
internal static class DoorRequest
{
    public const int MostMessages = 500;

    /// <param name="request">As it came.</param>
    /// <param name="agent">Exists.</param>
    /// <param name="token">By its name.</param>
    public static (DoorQuestion? Question, DoorFault? Fault) Read(ChatRequest request, string agent, string token)
    {
        if (request.N is > 1) return (null, DoorFault.Bad("n: one answer can be had."));
        if (request.Messages is not { Count: > 0 } messages) return (null, DoorFault.Bad("messages: at least one is needed."));
        if (messages.Count > MostMessages) return (null, DoorFault.Bad($"messages: at most {MostMessages}."));
        var said = new List<(HistoryRole Role, string Text)>();
        foreach (var message in messages)
        {
            if (TextOf(message.Content) is not { } text) return (null, DoorFault.Bad("messages: only text is taken here.", "unsupported_content"));
            if (message.Role is not ("system" or "developer" or "user" or "assistant" or "tool")) return (null, DoorFault.Bad("messages: role is system, developer, user, assistant or tool."));
            if (text.Length == 0) continue;
            said.Add(message.Role switch
            {
                "assistant" => (HistoryRole.Assistant, text),
                "user" => (HistoryRole.Person, text),
                // The agent's own instructions stand above these: whoever asks can order no more than a person could.
                "tool" => (HistoryRole.Person, $"[Result of a tool of the calling program]\n{text}"),
                _ => (HistoryRole.Person, $"[Instructions of the calling program]\n{text}"),
            });
        }

        if (said is not [.. var before, (HistoryRole.Person, var question)]) return (null, DoorFault.Bad("messages: the last one has to ask something."));
        return (new DoorQuestion(agent, token, before, question), null);
    }

    /// <summary>Null: something that is no text is in it.</summary>
    private static string? TextOf(JsonElement? content)
    {
        switch (content?.ValueKind)
        {
            case null or JsonValueKind.Null or JsonValueKind.Undefined: return "";
            case JsonValueKind.String: return content.Value.GetString();
            case JsonValueKind.Array:
                var parts = content.Value.EnumerateArray().Select(part =>
                    part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueEquals("text") && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                        ? text.GetString() : null).ToList();
                return parts.Contains(null) ? null : string.Join("\n", parts);
            default: return null;
        }
    }
}
