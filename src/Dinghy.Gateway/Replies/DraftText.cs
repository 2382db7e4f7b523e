using System.Buffers;
using System.Text;
using Dinghy.Gateway.Replies.Markdown;

namespace Dinghy.Gateway.Replies;

/// <summary>An unfinished answer as DingTalk can show it: what the next word could turn into something else waits for that word.</summary>
internal static class DraftText
{
    private static readonly SearchValues<char> s_marks = SearchValues.Create("-=*#>+_ 0123456789.)");

    /// <param name="draft">What the model has said so far.</param>
    /// <param name="mostBytes">UTF-8; the beginning of what is longer.</param>
    public static string Shown(string draft, int mostBytes)
    {
        var text = Cut(draft.Replace("\r\n", "\n", StringComparison.Ordinal), mostBytes);
        return Cut(string.IsNullOrWhiteSpace(text) ? "" : DingTalkMarkdown.From(Settled(text)), mostBytes);
    }

    private static string Settled(string text)
    {
        var (fence, lastFence) = Fences(text);
        var inFence = fence.Length > 0;
        var line = text.LastIndexOf('\n') + 1;
        var last = text.AsSpan(line).Trim();
        if (last.Length > 0 && (last[0] is '`' or '~') && (last.IndexOfAnyExcept(last[0]) < 0 || (!inFence && lastFence == line))) return text[..line];
        if (inFence) return text;
        if (last.Length > 0 && last[0] == '|') return text[..TableEnd(text, line)];
        // A list's bullet, a heading's sign, a rule that is being drawn.
        if (last.Length > 0 && last.IndexOfAnyExcept(s_marks) < 0) return text[..line];
        return text[..line] + Closed(text[line..]);
    }

    /// <summary>Text that breaks off, so that something can follow it: a fence that is open is closed.</summary>
    public static string Ended(string text) => Fences(text).Open is { Length: > 0 } marks ? $"{text.TrimEnd()}\n{marks}" : text.TrimEnd();

    /// <returns>The marks of the fence in which the text ends, or nothing; and where the last line with such marks begins.</returns>
    private static (string Open, int LastLine) Fences(string text)
    {
        var (open, last) = ("", -1);
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var line = text.AsSpan(at, end - at).Trim();
            var marks = line.Length > 0 && line[0] is '`' or '~' ? line.IndexOfAnyExcept(line[0]) is >= 0 and var other ? other : line.Length : 0;
            if (marks >= 3)
            {
                if (open.Length == 0) (open, last) = (new string(line[0], marks), at);
                else if (line[0] == open[0] && marks >= open.Length && marks == line.Length) (open, last) = ("", at);
            }

            at = end + 1;
        }

        return (open.Length > 0 && text.IndexOf('\n', last) >= 0 ? open : "", last);
    }

    /// <summary>A table shows with its first row, and grows by whole rows.</summary>
    private static int TableEnd(string text, int lastLine)
    {
        var (start, rows) = (lastLine, 0);
        while (start > 0)
        {
            var before = text.LastIndexOf('\n', start - 2 < 0 ? 0 : start - 2) + 1;
            if (!text.AsSpan(before, start - before).TrimStart().StartsWith('|')) break;
            (start, rows) = (before, rows + 1);
            if (before == 0) break;
        }

        return rows >= 3 ? lastLine : start;
    }

    /// <summary>Closes what is bold or code, and holds back a link that is not whole.</summary>
    private static string Closed(string line)
    {
        line = line.TrimEnd('*', '`', '~');
        var bracket = line.LastIndexOf('[');
        if (bracket >= 0 && line.IndexOf(']', bracket) is var close && (close < 0 || close == line.Length - 1 || (line[close + 1] == '(' && line.IndexOf(')', close) < 0)))
            line = line[..(bracket > 0 && line[bracket - 1] == '!' ? bracket - 1 : bracket)];
        var angle = line.LastIndexOf('<');
        if (angle >= 0 && line.IndexOf('>', angle) < 0 && (angle == line.Length - 1 || char.IsAsciiLetter(line[angle + 1]) || line[angle + 1] == '/')) line = line[..angle];
        var code = line.Count(c => c == '`') % 2 == 1;
        var bold = Count(line, "**") % 2 == 1;
        return line.TrimEnd() + (code ? "`" : "") + (bold ? "**" : "");
    }

    private static int Count(string text, string what)
    {
        var count = 0;
        for (var at = 0; (at = text.IndexOf(what, at, StringComparison.Ordinal)) >= 0; at += what.Length) count++;
        return count;
    }

    private static string Cut(string text, int mostBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= mostBytes) return text;
        var (chars, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > mostBytes) break;
            chars += rune.Utf16SequenceLength;
        }

        return text[..chars];
    }
}
