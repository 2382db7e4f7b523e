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
    /// <returns>Characters, UTF-16; at least one grapheme, at most the rest of the text.</returns>
    public static int Next(string text, int start, int maxChars, Func<int, bool> fits)
    {
        var rest = text.Length - start;
        var longest = Longest(Math.Min(rest, maxChars), fits);
        return longest >= rest ? rest : Break(text, start, longest);
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
