using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dinghy.DingTalk.Wire;

/// <summary>Reads JSON as DingTalk writes it: numbers as strings, objects as strings, broken text. Nothing here throws.</summary>
internal static class LenientJson
{
    /// <summary>Parses; broken UTF-8 and lone surrogates become U+FFFD. <paramref name="utf8"/> may be changed in place.</summary>
    public static bool TryParse(Span<byte> utf8, out JsonElement root)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8)) utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        LoneSurrogates.Repair(utf8);
        try
        {
            root = JsonElement.Parse(utf8);
            return true;
        }
        catch (JsonException)
        {
            root = default;
            return false;
        }
    }

    public static bool TryParse(string text, out JsonElement root) => TryParse(Encoding.UTF8.GetBytes(text), out root);

    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Get(this JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A string; numbers and booleans as they are written; else null.</summary>
    public static string? Text(this JsonElement item, string name) => item.Get(name)?.AsText();

    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>A text that says something; else null.</summary>
    public static string? Filled(this JsonElement item, string name) => item.Text(name) is { Length: > 0 } text ? text : null;

    public static long? Integer(this JsonElement item, string name) => Integer(item.Text(name));

    public static long? Integer(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number is >= long.MinValue and <= long.MaxValue ? (long)number : null;

    /// <summary>Milliseconds since 1970.</summary>
    public static DateTimeOffset? Moment(this JsonElement item, string name) => Moment(item.Text(name));

    public static DateTimeOffset? Moment(string? text) =>
        Integer(text) is > 0 and < 250_000_000_000_000 and var milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    /// <summary>The first of several spellings that says something.</summary>
    public static string? FirstFilled(this JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (item.Filled(name) is { } text) return text;
        return null;
    }

    public static bool Flag(this JsonElement item, string name) => item.Text(name) is { } text
        && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>An object, also when it comes as a string of JSON.</summary>
    public static JsonElement? Object(this JsonElement item, string name) => item.Unwrapped(name, JsonValueKind.Object);

    /// <summary>An array's items, also when it comes as a string of JSON; else none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement item, string name) =>
        item.Unwrapped(name, JsonValueKind.Array) is { } array ? array.EnumerateArray() : [];

    private static JsonElement? Unwrapped(this JsonElement item, string name, JsonValueKind kind)
    {
        if (item.Get(name) is not { } value) return null;
        if (value.ValueKind == kind) return value;
        return value.ValueKind == JsonValueKind.String && TryParse(value.GetString()!, out var inner) && inner.ValueKind == kind ? inner : null;
    }
}
