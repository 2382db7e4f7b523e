using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Stream;

/// <summary>What could be read of a text frame.</summary>
/// <param name="Frame">Null when it is no frame we can take.</param>
/// <param name="MessageId">Also of a broken frame, where it could be found: such a frame is answered 400.</param>
internal readonly record struct ParsedFrame(StreamFrame? Frame, string? MessageId, string Reason);

internal static class FrameParser
{
    /// <summary>Never throws. <paramref name="utf8"/> may be changed in place.</summary>
    public static ParsedFrame Parse(Span<byte> utf8)
    {
        if (!LenientJson.TryParse(utf8, out var root)) return new(Frame: null, Salvage(utf8), "not JSON");
        if (root.Get("headers") is not { ValueKind: JsonValueKind.Object } items) return new(Frame: null, MessageId: null, "no headers");

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items.EnumerateObject())
            if (item.Value.AsText() is { } text) headers[item.Name] = text;

        var messageId = headers.GetValueOrDefault("messageId", "");
        if (root.Filled("type") is not { } type) return new(Frame: null, messageId, "no type");
        var topic = headers.GetValueOrDefault("topic", "");

        // Only DingTalk's own disconnect frame is known to come without an id; nothing else can be answered without one.
        if (messageId.Length == 0 && type != "SYSTEM") return new(Frame: null, MessageId: null, "no messageId");
        return new(new StreamFrame(type, topic, messageId, headers, Data(root)), messageId, "");
    }

    // Data is a string of JSON; should it ever come as the object itself, its text is the same thing.
    private static string Data(JsonElement root) => root.Get("data") is { } data
        ? data.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? data.GetRawText() : data.AsText() ?? ""
        : "";

    // Walks as far as the text is sound: headers come before data, so a cut frame often still tells whose it is.
    private static string? Salvage(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, isFinalBlock: false, state: default);
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && reader.ValueTextEquals("messageId"u8)
                    && reader.Read() && reader.TokenType == JsonTokenType.String)
                    return reader.GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Nothing to be had.
        }

        return null;
    }
}
