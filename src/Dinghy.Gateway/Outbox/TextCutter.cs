using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dinghy.Gateway.Outbox;

/// <summary>Cuts a long text where a reader would: the pieces, joined, are the text again, character by character.</summary>
internal static class TextCutter
{
    private static readonly SearchValues<char> s_sentenceEnds = SearchValues.Create("。！？；!?;…");

    /// <summary>How long the piece that begins at <paramref name="start"/> may be.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the piece begins, UTF-16.</param>
    /// <param name="maxChars">At most so many characters, UTF-16; at least 1.</param>
    /// <param name="fits">Whether a piece of so many characters fits its road; longer never fits where shorter does not.</param>
    /// <param name="fences">Of a markdown text, whose blocks stay whole where they fit; null for plain text.</param>
    /// <returns>Characters, UTF-16; at least one grapheme, at most the rest of the text.</returns>
    public static int Next(string text, int start, int maxChars, Func<int, bool> fits, CodeFences? fences = null)
    {
        var rest = text.Length - start;
        var longest = Longest(Math.Min(rest, maxChars), fits);
        if (longest >= rest) return rest;
        return fences is null ? Break(text, start, longest) : BreakBlocks(text, start, longest, fences);
    }

    private static int Longest(int limit, Func<int, bool> fits)
    {
        if (fits(limit)) return limit;
        var (low, high) = (1, limit);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (fits(middle)) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>The last good place in the second half: paragraph, line, sentence, blank; else between two graphemes.</summary>
    private static int Break(string text, int start, int longest)
    {
        var window = text.AsSpan(start, longest);
        var earliest = longest / 2;
        var paragraph = window.LastIndexOf("\n\n");
        if (paragraph >= earliest) return paragraph + 2;
        var line = window.LastIndexOf('\n');
        if (line >= earliest) return line + 1;
        var sentence = window.LastIndexOfAny(s_sentenceEnds);
        if (sentence >= earliest) return OnGrapheme(text, start, sentence + 1);
        var blank = window.LastIndexOf(' ');
        return blank >= earliest ? blank + 1 : OnGrapheme(text, start, longest);
    }

    /// <summary>A fence that fits a piece of its own is not cut; one that does not is cut between lines of its code.</summary>
    private static int BreakBlocks(string text, int start, int longest, CodeFences fences)
    {
        if (fences.Around(start + longest) is { } cut)
        {
            var (before, fitsAlone) = (cut.Start - start, cut.End - cut.Start <= longest);
            return before > 0 && (fitsAlone || before >= longest / 2 || start + longest <= cut.Content) && !text.AsSpan(start, before).IsWhiteSpace()
                ? before
                : BreakCode(text, start, longest, cut);
        }

        var length = BlockBorder(text.AsSpan(start, longest)) ?? Break(text, start, longest);
        // A good place within code that ends in this piece is worse than its end.
        if (fences.Around(start + length) is { } whole) length = whole.End - start;
        while (length < longest && text[start + length] == '\n') length++;
        return length;
    }

    /// <summary>The last blank line in the second half; else the last line that does not merely break a paragraph.</summary>
    private static int? BlockBorder(ReadOnlySpan<char> window)
    {
        var earliest = window.Length / 2;
        var paragraph = window.LastIndexOf("\n\n");
        if (paragraph >= earliest) return paragraph + 2;
        for (var line = window.LastIndexOf('\n'); line >= earliest && line > 1; line = window[..line].LastIndexOf('\n'))
            if (window[line - 1] != ' ' || window[line - 2] != ' ') return line + 1;
        return null;
    }

    /// <summary>Between lines; never so that nothing but the closing line is left, or nothing but the opening line is sent.</summary>
    private static int BreakCode(string text, int start, int longest, Fence fence)
    {
        var first = Math.Max(start, fence.Content);
        var last = Math.Min(start + longest, fence.Close - 1);
        if (last <= first) return OnGrapheme(text, start, longest);
        var line = text.LastIndexOf('\n', last - 1, last - first);
        return line > first ? line + 1 - start : OnGrapheme(text, start, last - start);
    }

    private static int OnGrapheme(string text, int start, int length)
    {
        var end = 0;
        while (end < length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(start + end));
            if (next > length) break;
            end = next;
        }

        return end > 0 ? end : OnRune(text, start, length);
    }

    /// <summary>One grapheme is longer than a whole part: at least no character is halved.</summary>
    private static int OnRune(string text, int start, int length)
    {
        if (length > 1) return char.IsHighSurrogate(text[start + length - 1]) ? length - 1 : length;
        return Rune.TryGetRuneAt(text, start, out var rune) ? rune.Utf16SequenceLength : 1;
    }
}
