using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Models.Wire;

/// <summary>A list of calls, or one without its list; whatever else stands there is no call.</summary>
internal sealed class LenientCalls : JsonConverter<IReadOnlyList<OpenAiCallDelta>>
{
    public override IReadOnlyList<OpenAiCallDelta>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject) return [ReadOne(ref reader)];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var calls = new List<OpenAiCallDelta>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (reader.TokenType == JsonTokenType.StartObject) calls.Add(ReadOne(ref reader));
            else reader.Skip();
        return calls;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<OpenAiCallDelta> value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static OpenAiCallDelta ReadOne(ref Utf8JsonReader reader) => JsonSerializer.Deserialize(ref reader, OpenAiJson.Default.OpenAiCallDelta)!;
}

/// <summary>A string as its text; any other value as the JSON it is.</summary>
internal sealed class RawOrText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return JsonText.Read(ref reader);
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
