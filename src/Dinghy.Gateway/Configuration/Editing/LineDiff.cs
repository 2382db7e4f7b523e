namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>Lines taken out (<c>-</c>) and put in (<c>+</c>), each with up to two lines around it.</summary>
internal static class LineDiff
{
    private const int Around = 2;
    private const int MaxCells = 4_000_000;

    /// <param name="before">The one text.</param>
    /// <param name="after">The other.</param>
    /// <param name="shown">What may be seen of a text: lines differ by what they say, not by what is shown of them.</param>
    public static IReadOnlyList<string> Of(string before, string after, Func<string, string> shown)
    {
        var (a, b) = (Lines(before, shown), Lines(after, shown));
        var start = 0;
        while (start < a.Length && start < b.Length && a[start].Said == b[start].Said)
            start++;
        var (endA, endB) = (a.Length, b.Length);
        while (endA > start && endB > start && a[endA - 1].Said == b[endB - 1].Said)
            (endA, endB) = (endA - 1, endB - 1);
        if (start == endA && start == endB)
            return [];

        var lines = a[..start].Select(line => "  " + line.Shown).Concat(Middle(a[start..endA], b[start..endB])).Concat(a[endA..].Select(line => "  " + line.Shown)).ToList();
        return [.. lines.Where((line, i) => Enumerable.Range(i - Around, (2 * Around) + 1).Any(near => near >= 0 && near < lines.Count && lines[near][0] != ' '))
            .Select(line => line.TrimEnd('\r'))];
    }

    private static (string Said, string Shown)[] Lines(string text, Func<string, string> shown)
    {
        var (said, seen) = (text.Split('\n'), shown(text).Split('\n'));
        return said.Length == seen.Length ? [.. said.Zip(seen)] : [.. seen.Zip(seen)];
    }

    private static List<string> Middle((string Said, string Shown)[] a, (string Said, string Shown)[] b)
    {
        if ((long)a.Length * b.Length > MaxCells)
            return [.. a.Select(line => "- " + line.Shown), .. b.Select(line => "+ " + line.Shown)];
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i].Said == b[j].Said ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var lines = new List<string>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i].Said == b[j].Said)
            {
                lines.Add("  " + a[i].Shown);
                (i, j) = (i + 1, j + 1);
            }
            else if (j >= b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
                lines.Add("- " + a[i++].Shown);
            else
                lines.Add("+ " + b[j++].Shown);
        }

        return lines;
    }
}
