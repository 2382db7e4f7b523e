namespace Dinghy.Gateway.Attachments;

/// <summary>Other people's words inside a request: data between two lines that they can not write themselves.</summary>
internal static class Fence
{
    private const int Shortest = 4;

    /// <summary>The words, whole, in a fence that no run of backticks in them can close.</summary>
    public static string Around(string words)
    {
        var fence = new string('`', Math.Max(Shortest, LongestRun(words) + 1));
        return $"{fence}\n{words}\n{fence}";
    }

    /// <summary>The first characters, never half of a pair.</summary>
    public static string Start(string words, int most)
    {
        if (words.Length <= most) return words;
        return most > 0 && char.IsHighSurrogate(words[most - 1]) ? words[..(most - 1)] : words[..most];
    }

    /// <summary>A name or a title, which its owner chose: one line that can not end the brackets it stands in.</summary>
    public static string Label(string? words, int most) =>
        Start(string.Concat((words ?? "").Where(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029')).Select(c => c switch { '[' => '(', ']' => ')', _ => c })).Trim(), most);

    public static int LongestRun(string words)
    {
        var (longest, run) = (0, 0);
        foreach (var c in words) longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        return longest;
    }
}
