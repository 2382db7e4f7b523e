using System.Globalization;

namespace Dinghy.Gateway.Diagnostics;

/// <summary>Words come from outside: a line break, an escape sequence or a mark that turns the reading direction must not forge a log line or move somebody's cursor.</summary>
internal static class Printable
{
    private const int Longest = 200;

    /// <summary>An id in a log line; never empty, never long.</summary>
    public static string Of(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "-";
        if (value.Length <= Longest && !value.Any(IsUnsafe)) return value;
        return string.Concat(value.Take(Longest).Select(c => IsUnsafe(c) ? '?' : c));
    }

    /// <summary>One line, without what can not be seen.</summary>
    public static string Line(string text) => text.Any(IsUnsafe) ? string.Concat(text.Where(c => !IsUnsafe(c))) : text;

    /// <summary>The same where lines and tabs mean themselves.</summary>
    public static string Text(string text) => text.Any(IsStray) ? string.Concat(text.Where(c => !IsStray(c))) : text;

    /// <summary>Controls, line ends of every kind, and what has no width but an effect. The joiner of emoji stays.</summary>
    public static bool IsUnsafe(char c) => char.IsControl(c) || (c > '\u00ac' && c != '\u200d' && char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static bool IsStray(char c) => IsUnsafe(c) && c is not ('\n' or '\r' or '\t');
}
