using System.Buffers;
using System.Text;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Text;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Cuts a document into pieces of a few hundred characters that never reach from one page, slide or sheet into the next.</summary>
internal static class Chunker
{
    /// <summary>UTF-16 characters at which a piece ends with its line.</summary>
    public const int Usual = 700;

    /// <summary>A longer line is cut, at the end of a sentence where there is one.</summary>
    public const int Longest = 1_000;

    private const int LongestHeading = 200;
    private const int Small = 200;

    private static readonly SearchValues<char> s_ends = SearchValues.Create("。！？；.!?;");

    public static IReadOnlyList<Chunk> Of(string text, IReadOnlyList<TextMark> marks, DocumentForm form)
    {
        var chunks = new List<Chunk>();
        var headings = new string?[6];
        for (var i = -1; i < marks.Count; i++)
        {
            var from = i < 0 ? 0 : marks[i].At;
            var to = i + 1 < marks.Count ? marks[i + 1].At : text.Length;
            if (from < to) Part(text.AsSpan(from, Math.Min(to, text.Length) - from), i < 0 ? "" : marks[i].Place, form, headings, chunks);
        }

        return chunks;
    }

    private static void Part(ReadOnlySpan<char> part, string place, DocumentForm form, string?[] headings, List<Chunk> chunks)
    {
        var (piece, above, row) = (new StringBuilder(), Above(headings), (string?)null);
        foreach (var range in part.Split('\n'))
        {
            var line = part[range].TrimEnd();
            if (form == DocumentForm.Table)
            {
                // The sheet's name is its place.
                if (row is null && place.Length > 0 && line.StartsWith("## ")) continue;
                if (row is null && !line.IsWhiteSpace()) above = row = Fence.Start(line.ToString(), LongestHeading);
            }
            else if (Heading(line) is var level and > 0)
            {
                if (piece.Length >= Small) Flush(piece, place, above, chunks);
                Enter(headings, level, line[(level + 1)..].Trim().ToString());
                if (piece.Length == 0)
                {
                    above = Above(headings);
                    continue;
                }
            }

            if (piece.Length > 0 && piece.Length + line.Length > Usual)
            {
                Flush(piece, place, above, chunks);
                if (form != DocumentForm.Table) above = Above(headings);
            }

            Add(piece, line, place, above, form, chunks);
        }

        Flush(piece, place, above, chunks);
    }

    private static void Add(StringBuilder piece, ReadOnlySpan<char> line, string place, string above, DocumentForm form, List<Chunk> chunks)
    {
        for (; line.Length > Longest; line = line[Cut(line)..])
        {
            Flush(piece, place, above, chunks);
            piece.Append(line[..Cut(line)]);
            Flush(piece, place, above, chunks);
        }

        if (piece.Length > 0 && !(form == DocumentForm.Pages && line.Length > 0 && IsHan(piece[^1]) && IsHan(line[0]))) piece.Append('\n');
        piece.Append(line);
    }

    private static void Flush(StringBuilder piece, string place, string above, List<Chunk> chunks)
    {
        var text = piece.ToString().Trim();
        piece.Clear();
        if (text.Any(char.IsLetterOrDigit)) chunks.Add(new Chunk(place, above, text));
    }

    private static int Cut(ReadOnlySpan<char> line)
    {
        var end = line[..Longest].LastIndexOfAny(s_ends) + 1;
        if (end > Longest / 2) return end;
        return char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
    }

    /// <summary>1 to 6; 0: no heading.</summary>
    private static int Heading(ReadOnlySpan<char> line)
    {
        var level = line.IndexOfAnyExcept('#');
        return level is > 0 and <= 6 && line.Length > level + 1 && line[level] == ' ' ? level : 0;
    }

    private static void Enter(string?[] headings, int level, string words)
    {
        // A slide's number is its place already.
        headings[level - 1] = words.All(c => char.IsAsciiDigit(c) || c == ' ') || words.EndsWith(" (notes)", StringComparison.Ordinal) ? null : words;
        Array.Clear(headings, level, headings.Length - level);
    }

    private static string Above(string?[] headings) => Fence.Start(string.Join(" › ", headings.OfType<string>()), LongestHeading);

    private static bool IsHan(char c) => c is (>= '\u3400' and <= '\u9fff') or (>= '\u3000' and <= '\u303f') or (>= '\uff00' and <= '\uff65');
}
