using System.Globalization;

namespace Dinghy.LogBook;

/// <summary>Names and ids come from outside: nothing in them may forge a line, move a terminal's cursor or turn the direction of reading.</summary>
internal static class LogWords
{
    public static string Clean(string words) => words.Any(IsUnsafe) ? string.Create(words.Length, words, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++) to[i] = IsUnsafe(from[i]) ? ' ' : from[i];
    }) : words;

    /// <summary>Controls, line ends of every kind, and what has no width but an effect. The joiner of emoji stays.</summary>
    public static bool IsUnsafe(char c) => char.IsControl(c) || (c > '\u00ac' && c != '\u200d' && char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
