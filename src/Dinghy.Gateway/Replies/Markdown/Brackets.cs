namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Brackets that open and never close cost the parser the square of their number.</summary>
internal static class Brackets
{
    private const int MostInParagraph = 2000;
    private const int Most = 20_000;

    public static bool AreFew(string text)
    {
        var (all, inParagraph) = (0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (EndsParagraph(line)) inParagraph = 0;
            var count = line.Count('[');
            (all, inParagraph) = (all + count, inParagraph + count);
            if (all > Most || inParagraph > MostInParagraph) return false;
        }

        return true;
    }

    /// <summary>A blank line, or one that begins an item: a list of links is no paragraph.</summary>
    private static bool EndsParagraph(ReadOnlySpan<char> line)
    {
        var trimmed = line.TrimStart();
        return trimmed.IsEmpty || (trimmed.Length > 1 && trimmed[0] is '-' or '*' or '+' && trimmed[1] == ' ');
    }
}
