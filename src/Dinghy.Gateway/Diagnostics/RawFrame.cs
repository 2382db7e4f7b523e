using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dinghy.Gateway.Diagnostics;

/// <summary>A frame's data as DingTalk sent it, without what would let its reader act in its place: the session of a webhook, codes that files are fetched by. Texts stay.</summary>
internal static class RawFrame
{
    private const string Hidden = "***";

    private static readonly string[] s_secrets = ["downloadcode", "token", "secret", "password", "session", "ticket", "signature"];

    /// <param name="payload">As stored.</param>
    /// <returns>Indented JSON; null: it is none.</returns>
    public static string? Of(string payload)
    {
        try
        {
            var written = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(written, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Copy(payload, writer);
            return Encoding.UTF8.GetString(written.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Copy(string payload, Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(payload));
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    writer.WritePropertyName(name);
                    break;
                case JsonTokenType.StartObject: writer.WriteStartObject(); break;
                case JsonTokenType.EndObject: writer.WriteEndObject(); break;
                case JsonTokenType.StartArray: writer.WriteStartArray(); break;
                case JsonTokenType.EndArray: writer.WriteEndArray(); break;
                case JsonTokenType.String: writer.WriteStringValue(Shown(name, reader.GetString()!)); break;
                case JsonTokenType.Number: writer.WriteRawValue(reader.ValueSpan); break;
                case JsonTokenType.True or JsonTokenType.False: writer.WriteBooleanValue(reader.GetBoolean()); break;
                case JsonTokenType.Null: writer.WriteNullValue(); break;
            }
        }
    }

    private static string Shown(string name, string value)
    {
        if (name.Contains("webhook", StringComparison.OrdinalIgnoreCase))
            return value.IndexOf('?', StringComparison.Ordinal) is > 0 and var query ? value[..(query + 1)] + Hidden : Uri.TryCreate(value, UriKind.Absolute, out _) ? value : Hidden;
        // Card presses carry JSON in a string, which is looked through as well.
        if (value.Length > 1 && value[0] == '{' && Of(value) is { } inner) return inner;
        return value.Length > 0 && s_secrets.Any(secret => name.EndsWith(secret, StringComparison.OrdinalIgnoreCase)) ? Hidden : value;
    }
}
