using System.Globalization;

namespace Dinghy.Gateway.Tools;

/// <summary>A call's arguments. What is missing and what has another type both read as null: models mix them up.</summary>
internal sealed class ToolInput(IEnumerable<KeyValuePair<string, object?>>? values)
{
    private readonly Dictionary<string, object?> _values = new(values ?? [], StringComparer.Ordinal);

    /// <summary>Trimmed; numbers and booleans as their text. Null too where nothing is left.</summary>
    public string? Text(string name) => TextOf(Of(name));

    /// <summary>As it was written, blanks and all; null for what is no text.</summary>
    public string? Whole(string name) => Of(name) as string;

    /// <summary>There is something under this name, or one that models write for it.</summary>
    public bool Has(string name) => Of(name) is not null;

    /// <summary>A number, or one in a text; null for anything else, and outside of an int.</summary>
    public int? Number(string name) => int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Flag(string name) => Text(name) is { } said && (said == "1" || said.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Every argument, as it came.</summary>
    public IReadOnlyDictionary<string, object?> All => _values;

    public IReadOnlyList<object?>? List(string name) => Of(name) as IReadOnlyList<object?>;

    /// <summary>Models write <c>startLine</c> for <c>start_line</c>; the name as declared goes first.</summary>
    private object? Of(string name) => _values.TryGetValue(name, out var value) ? value : _values.FirstOrDefault(pair => IsSame(pair.Key, name)).Value;

    private static bool IsSame(string one, string other) =>
        one.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Equals(other.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    /// <summary>An object's members; null where it is none.</summary>
    public static ToolInput? Of(object? value) => value is Dictionary<string, object?> map ? new ToolInput(map) : null;

    public static string? TextOf(object? value)
    {
        var text = value switch
        {
            string words => words,
            bool flag => flag ? "true" : "false",
            long or double => Convert.ToString(value, CultureInfo.InvariantCulture),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
