using System.Buffers;

namespace Dinghy.Cli;

/// <summary>One field of comma-separated values, for spreadsheets that take some texts for formulas.</summary>
internal static class CsvField
{
    /// <summary>Also the full-width signs, which some take for the same, and what may be trimmed off before them.</summary>
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",;\"\r\n\t");

    /// <summary>Text that a spreadsheet shows as it is: a quote stands before what it would run.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (Formula.Contains(text[0], StringComparison.Ordinal) || (char.IsWhiteSpace(text[0]) && text.TrimStart() is [var first, ..] && Formula.Contains(first, StringComparison.Ordinal))) text = "'" + text;
        return text.AsSpan().ContainsAny(s_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
