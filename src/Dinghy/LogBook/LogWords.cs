using Dinghy.Gateway.Diagnostics;

namespace Dinghy.LogBook;

/// <summary>Names and ids come from outside: nothing in them may forge a line, move a terminal's cursor or turn the direction of reading.</summary>
internal static class LogWords
{
    public static string Clean(string words) => words.Any(Printable.IsUnsafe) ? string.Create(words.Length, words, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++) to[i] = Printable.IsUnsafe(from[i]) ? ' ' : from[i];
    }) : words;
}
