using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>Writes down frames: every header a string, data a string that holds JSON.</summary>
internal static class Frames
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(string type, string? data, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + (data?.Length ?? 0));
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteString("specVersion"u8, "1.0"u8);
        json.WriteString("type"u8, type);
        json.WriteStartObject("headers"u8);
        foreach (var (name, value) in headers) json.WriteString(name, value);
        json.WriteEndObject();
        if (data is not null) json.WriteString("data"u8, data);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>A small object of strings, as JSON text.</summary>
    public static string Object(string name, string value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteString(name, value);
        json.WriteEndObject();
        json.Flush();
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
