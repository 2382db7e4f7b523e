using System.Buffers;
using System.Text;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Backslashes before what would be read as markup.</summary>
internal static class Escape
{
    private static readonly SearchValues<char> s_active = SearchValues.Create("\\`*_[]<~|#&!");
    private static readonly SearchValues<char> s_atLineStart = SearchValues.Create("#>-+=");

    /// <param name="text">Without line breaks.</param>
    /// <param name="lineStart">It begins a line.</param>
    public static string Text(string text, bool lineStart)
    {
        if (!lineStart && text.AsSpan().IndexOfAny(s_active) < 0) return text;
        var escaped = new StringBuilder(text.Length + 8);
        var start = lineStart ? text.Length - text.AsSpan().TrimStart().Length : text.Length;
        var digitsEnd = start;
        while (digitsEnd < text.Length && char.IsAsciiDigit(text[digitsEnd])) digitsEnd++;
        for (var i = 0; i < text.Length; i++)
        {
            var begins = i == start ? s_atLineStart.Contains(text[i]) : i == digitsEnd && i > start && text[i] is '.' or ')';
            if (begins || (s_active.Contains(text[i]) && MayAct(text, i, lineStart))) escaped.Append('\\');
            escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    /// <summary>Most signs can not be markup where they mostly stand: <c>a &lt; b</c>, <c>snake_case</c>, <c>2 * 3</c>, <c>R&amp;D</c>.</summary>
    private static bool MayAct(string text, int at, bool lineStart)
    {
        // What stands before and after this text is not known: it may be anything.
        var (before, after) = (at > 0 ? text[at - 1] : lineStart ? ' ' : '*', at + 1 < text.Length ? text[at + 1] : '*');
        return text[at] switch
        {
            '#' => text.AsSpan(at).Trim('#').IsEmpty,
            '<' => char.IsAsciiLetter(after) || after is '/' or '!' or '?' or '*',
            '&' => char.IsAsciiLetter(after) || after is '#' or '*',
            '!' => after is '[' or '*',
            '*' => !(char.IsWhiteSpace(before) && char.IsWhiteSpace(after)) || text.AsSpan(0, at).Trim().IsEmpty,
            '_' => !(char.IsAsciiLetterOrDigit(before) && char.IsAsciiLetterOrDigit(after)),
            _ => true,
        };
    }

    /// <summary>Every punctuation mark: nothing of it can be markup.</summary>
    public static string Everything(string text)
    {
        var escaped = new StringBuilder(text.Length * 2);
        foreach (var c in text)
        {
            if (char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c))) escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
