namespace Dinghy.Gateway.Outbox;

/// <summary>Where a markdown text has its fences: a part that ends in one closes it, and the next part opens it again.</summary>
internal sealed class CodeFences
{
    /// <summary>A longer opening line is repeated without its language, and longer marks are no fence to us.</summary>
    private const int LongestOpening = 100;
    private const int LongestMarks = 20;

    private readonly List<Fence> _fences = [];

    public CodeFences(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var (content, marks) = (NextLine(text, at), Marks(text, at));
            if (marks.Length == 0) { at = content; continue; }
            var opening = text[at..content].Trim();
            var close = content;
            while (close < text.Length && !Closes(text, close, marks)) close = NextLine(text, close);
            var end = NextLine(text, close);
            if (marks.Length <= LongestMarks) _fences.Add(new Fence(at, content, close, end, opening.Length <= LongestOpening ? opening : marks, marks));
            at = end;
        }
    }

    /// <summary>The longest line that may have to close a part, its line break (two bytes in JSON) included; 0 without fences.</summary>
    public int Reserve => _fences.Count == 0 ? 0 : _fences.Max(fence => fence.Closing.Length) + 2;

    /// <summary>The fence that has this place, its first and last line included, strictly inside.</summary>
    public Fence? Around(int place)
    {
        var (low, high) = (0, _fences.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_fences[middle].End <= place) low = middle + 1;
            else if (_fences[middle].Start >= place) high = middle - 1;
            else return _fences[middle];
        }

        return null;
    }

    /// <summary>The fence whose code goes on at this place.</summary>
    public Fence? OpenAt(int place) => Around(place) is { } fence && place >= fence.Content && place <= fence.Close ? fence : null;

    private static int NextLine(string text, int at)
    {
        var end = at < text.Length ? text.IndexOf('\n', at) : -1;
        return end < 0 ? text.Length : end + 1;
    }

    /// <summary>The marks that open a fence in this line; empty when it does not.</summary>
    private static string Marks(string text, int line)
    {
        var at = line;
        while (at < text.Length && at - line < 4 && text[at] == ' ') at++;
        if (at - line > 3 || at >= text.Length || text[at] is not ('`' or '~')) return "";
        var end = at;
        while (end < text.Length && text[end] == text[at]) end++;
        // Three marks with another of them in the same line are code within the line.
        var info = text.AsSpan(end, NextLine(text, at) - end);
        return end - at < 3 || (text[at] == '`' && info.Contains('`')) ? "" : text[at..end];
    }

    private static bool Closes(string text, int line, string marks)
    {
        var found = text.AsSpan(line, NextLine(text, line) - line).Trim();
        return found.Length >= marks.Length && found.IndexOfAnyExcept(marks[0]) < 0 && Marks(text, line).Length > 0;
    }
}

/// <param name="Start">Of its first line, UTF-16.</param>
/// <param name="Content">Of its code.</param>
/// <param name="Close">Of its last line; the text's end when there is none.</param>
/// <param name="End">Behind its last line.</param>
/// <param name="Opening">The line that opens it again.</param>
/// <param name="Closing">The line that closes it.</param>
internal sealed record Fence(int Start, int Content, int Close, int End, string Opening, string Closing);
