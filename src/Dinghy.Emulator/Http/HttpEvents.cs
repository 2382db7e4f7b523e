using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

/// <summary>An event in the form of HTTP: its own members and those of its envelope side by side.</summary>
internal static class HttpEvents
{
    public static string Flat(Push push)
    {
        var type = push.Headers.GetValueOrDefault("eventType") ?? "";
        // What concerns chats and robots has other names here.
        var pascal = type.StartsWith("chat_", StringComparison.Ordinal) || type.StartsWith("robot_msg_", StringComparison.Ordinal);
        var flat = new JsonObject();
        foreach (var (name, value) in JsonNode.Parse(push.Data is { Length: > 0 } data ? data : "{}")!.AsObject())
            flat[pascal && name.Length > 0 ? char.ToUpperInvariant(name[0]) + name[1..] : name] = value?.DeepClone();
        var born = push.Headers.GetValueOrDefault("eventBornTime");
        flat["EventType"] = type;
        flat["EventTime"] = long.TryParse(born, out var at) ? at : 0;
        flat["CorpId"] = push.Headers.GetValueOrDefault("eventCorpId");
        flat["BizId"] = born;
        if (push.Headers.GetValueOrDefault("eventId") is { Length: > 0 } id) flat["eventId"] = id;
        return ContentJson.AsText(flat);
    }
}
