namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>Lines taken out (<c>-</c>) and put in (<c>+</c>), each with up to two lines around it.</summary>
internal static class LineDiff
{
    private const int Around = 2;
    private const int MaxCells = 4_000_000;

    public static IReadOnlyList<string> Of(string before, string after)
    {
        var (a, b) = (before.Split('\n'), after.Split('\n'));
        var start = 0;
        while (start < a.Length && start < b.Length && a[start] == b[start])
            start++;
        var (endA, endB) = (a.Length, b.Length);
        while (endA > start && endB > start && a[endA - 1] == b[endB - 1])
            (endA, endB) = (endA - 1, endB - 1);
        if (start == endA && start == endB)
            return [];

        var lines = a[..start].Select(line => "  " + line).Concat(Middle(a[start..endA], b[start..endB])).Concat(a[endA..].Select(line => "  " + line)).ToList();
        return [.. lines.Where((line, i) => Enumerable.Range(i - Around, (2 * Around) + 1).Any(near => near >= 0 && near < lines.Count && lines[near][0] != ' '))
            .Select(line => line.TrimEnd('\r'))];
    }

    private static List<string> Middle(string[] a, string[] b)
    {
        if ((long)a.Length * b.Length > MaxCells)
            return [.. a.Select(line => "- " + line), .. b.Select(line => "+ " + line)];
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var lines = new List<string>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add("  " + a[i]);
                (i, j) = (i + 1, j + 1);
            }
            else if (j >= b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
                lines.Add("- " + a[i++]);
            else
                lines.Add("+ " + b[j++]);
        }

        return lines;
    }
}
