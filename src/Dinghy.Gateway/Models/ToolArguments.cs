using System.Text;
using System.Text.Json;

namespace Dinghy.Gateway.Models;

/// <summary>A tool call's arguments between JSON text and plain values: string, long, double, bool, null, lists and maps of them.</summary>
internal static class ToolArguments
{
    private const int MostDepth = 32;

    /// <summary>Null: this is not one JSON object, however it is read.</summary>
    /// <remarks>Relays put <c>{}</c> before the real object, send the object twice, or put it into a string once more.</remarks>
    public static Dictionary<string, object?>? Parse(string text, bool mayBeString = true)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = MostDepth });
        Dictionary<string, object?>? found = null;
        try
        {
            while (reader.Read())
            {
                var value = Read(ref reader);
                if (value is null) found ??= [];
                else if (value is string inner && mayBeString) return Parse(inner, mayBeString: false);
                else if (value is not Dictionary<string, object?> map) return null;
                else if (found is null || map.Count > 0) found = map;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return found;
    }

    /// <summary>One JSON object, for a request.</summary>
    public static string Write(IDictionary<string, object?>? arguments)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Wire.OpenAiJson.Plain.Options.Encoder, MaxDepth = MostDepth }))
            WriteMap(writer, arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal));
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>The same values as JSON, for libraries that know no other kinds.</summary>
    public static IReadOnlyDictionary<string, object?> AsJson(IReadOnlyDictionary<string, object?> arguments)
    {
        using var json = JsonDocument.Parse(Write(new Dictionary<string, object?>(arguments, StringComparer.Ordinal)));
        return json.RootElement.EnumerateObject().ToDictionary(one => one.Name, one => (object?)one.Value.Clone(), StringComparer.Ordinal);
    }

    private static object? Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadMap(ref reader),
        JsonTokenType.StartArray => ReadList(ref reader),
        JsonTokenType.String => Wire.JsonText.Read(ref reader),
        JsonTokenType.Number => reader.TryGetInt64(out var whole) ? whole : reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    private static Dictionary<string, object?> ReadMap(ref Utf8JsonReader reader)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Wire.JsonText.Read(ref reader);
            reader.Read();
            map[name] = Read(ref reader);
        }

        return map;
    }

    private static List<object?> ReadList(ref Utf8JsonReader reader)
    {
        var list = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Add(Read(ref reader));
        return list;
    }

    private static void WriteMap(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> map)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            case IEnumerable<KeyValuePair<string, object?>> map: WriteMap(writer, map); break;
            case IEnumerable<object?> list: WriteList(writer, list); break;
            default: throw new ArgumentException($"{value.GetType().Name} is no value of a tool call.", nameof(value));
        }
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable<object?> list)
    {
        writer.WriteStartArray();
        foreach (var item in list) Write(writer, item);
        writer.WriteEndArray();
    }
}
