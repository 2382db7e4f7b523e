using Dinghy.Gateway.Replies.Markdown;

namespace Dinghy.Cli;

/// <summary>Rows as columns that stand below each other on a terminal, Chinese names too.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    /// <param name="heads">One a column.</param>
    /// <param name="rows">As many cells each.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(heads).ToList();
        var widths = heads.Select((_, i) => all.Max(row => EastAsianWidth.Of(row[i]))).ToList();
        return all.Select(row => string.Join(Gap, row.Select((cell, i) => cell + new string(' ', widths[i] - EastAsianWidth.Of(cell)))).TrimEnd());
    }
}
