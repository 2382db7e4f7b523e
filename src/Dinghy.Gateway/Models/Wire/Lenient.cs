using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models.Wire;

/// <summary>A string; a number or a boolean as its text; a list of <c>{"text": …}</c> parts joined. Anything else reads as null.</summary>
internal sealed class LenientText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String: return JsonText.Read(ref reader);
            case JsonTokenType.Number: return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.True: return "true";
            case JsonTokenType.False: return "false";
            case JsonTokenType.StartArray: return ReadParts(ref reader);
            default: reader.Skip(); return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string ReadParts(ref Utf8JsonReader reader)
    {
        var text = new StringBuilder();
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.String && reader.CurrentDepth == depth + 1) text.Append(JsonText.Read(ref reader));
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var isText = reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("text"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String) text.Append(JsonText.Read(ref reader));
            else reader.Skip();
        }

        return text.ToString();
    }
}

/// <summary>A whole number, also from text or with a fraction of zero; anything else reads as null.</summary>
internal sealed class LenientCount : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return Parse(Encoding.UTF8.GetString(reader.ValueSpan));
        if (reader.TokenType == JsonTokenType.String) return Parse(JsonText.Read(ref reader));
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } number) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }

    private static long? Parse(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && decimal.Truncate(number) == number && Math.Abs(number) <= long.MaxValue ? (long)number : null;
}

/// <summary>A number of tokens. What nobody can have used is not told at all: budgets and windows count by it, and a number below zero would fill a purse.</summary>
internal sealed class LenientTokens : JsonConverter<long?>
{
    /// <summary>A hundred times the largest window there is.</summary>
    public const long Most = 100_000_000;

    private static readonly LenientCount s_count = new();

    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        s_count.Read(ref reader, typeToConvert, options) is >= 0 and <= Most and var tokens ? tokens : null;

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) => s_count.Write(writer, value, options);
}

/// <summary>An error object, or an error that is only a sentence. False and an empty sentence are no error.</summary>
internal sealed class LenientError : JsonConverter<OpenAiError>
{
    public override OpenAiError? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: return JsonSerializer.Deserialize(ref reader, OpenAiJson.Default.OpenAiError);
            case JsonTokenType.String: return JsonText.Read(ref reader) is { Length: > 0 } text ? new OpenAiError { Message = text } : null;
            case JsonTokenType.False: return null;
            default: reader.Skip(); return new OpenAiError();
        }
    }

    public override void Write(Utf8JsonWriter writer, OpenAiError value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, OpenAiJson.Default.OpenAiError);
}
