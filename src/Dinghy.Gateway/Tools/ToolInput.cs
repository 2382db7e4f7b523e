using System.Globalization;

namespace Dinghy.Gateway.Tools;

/// <summary>A call's arguments. What is missing and what has another type both read as null: models mix them up.</summary>
internal sealed class ToolInput(IEnumerable<KeyValuePair<string, object?>>? values)
{
    private readonly Dictionary<string, object?> _values = new(values ?? [], StringComparer.Ordinal);

    /// <summary>Trimmed; numbers and booleans as their text. Null too where nothing is left.</summary>
    public string? Text(string name) => TextOf(_values.GetValueOrDefault(name));

    public IReadOnlyList<object?>? List(string name) => _values.GetValueOrDefault(name) as IReadOnlyList<object?>;

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
