using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>DingTalk shows no tables. A small one becomes aligned lines in a code block, a larger one a record for each row.</summary>
internal static class TableWriter
{
    /// <summary>What a phone shows of a code block without scrolling.</summary>
    private const int MostColumns = 3;
    private const int WidestCell = 12;

    public static IEnumerable<Piece> Write(Table table, LeafMode from)
    {
        var rows = table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(ContentOf).ToList()).ToList();
        if (rows.Count == 0) return [];
        var columns = rows.Max(row => row.Count);
        var said = rows.Select(row => Enumerable.Range(0, columns).Select(i => i < row.Count ? InlineWriter.Said(row[i]) : "").ToArray()).ToList();
        var narrow = columns <= MostColumns && said.All(row => row.All(cell => EastAsianWidth.Of(cell) <= WidestCell)) && !rows.Any(row => row.Any(HasLink));
        return narrow ? [Aligned(said, table)] : Records(rows, said[0], from);
    }

    private static ContainerInline? ContentOf(TableCell cell) => (cell.LastChild as LeafBlock)?.Inline;

    private static bool HasLink(ContainerInline? cell) =>
        cell is not null && cell.Descendants().Any(inline => inline is LinkInline { IsAutoLink: false } or AutolinkInline or HtmlInline);

    private static Piece Aligned(List<string[]> rows, Table table)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => Math.Max(2, rows.Max(row => EastAsianWidth.Of(row[i])))).ToArray();
        var lines = rows.Select(row => Line(row.Select((cell, i) => Pad(cell, widths[i], AlignmentOf(table, i))))).ToList();
        lines.Insert(1, Line(widths.Select(width => new string('-', width))));
        return CodeWriter.Write(string.Join('\n', lines), "");
    }

    private static string Line(IEnumerable<string> cells) => string.Join("  ", cells).TrimEnd();

    private static TableColumnAlign? AlignmentOf(Table table, int column) =>
        column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment : null;

    private static string Pad(string cell, int width, TableColumnAlign? alignment)
    {
        var room = width - EastAsianWidth.Of(cell);
        var left = alignment switch { TableColumnAlign.Right => room, TableColumnAlign.Center => room / 2, _ => 0 };
        return new StringBuilder().Append(' ', left).Append(cell).Append(' ', room - left).ToString();
    }

    private static IEnumerable<Piece> Records(List<List<ContainerInline?>> rows, string[] headings, LeafMode from)
    {
        // A table of headings alone still says them.
        if (rows.Count == 1) yield return new Piece(PieceKind.Text, LeafCheck.Best(from, flat: false, leaf => leaf.Plain(string.Join(" / ", headings))));
        foreach (var row in rows.Skip(1))
        {
            var leaf = LeafCheck.Best(from, flat: false, leaf => Record(leaf, headings, row));
            if (leaf.Markdown.Length > 0) yield return new Piece(PieceKind.Text, leaf);
        }
    }

    private static void Record(LeafBuilder leaf, string[] headings, List<ContainerInline?> row)
    {
        for (var i = 0; i < row.Count; i++)
        {
            if (i > 0) leaf.Break();
            leaf.Flat++;
            if (i < headings.Length && headings[i].Length > 0) Heading(leaf, headings[i]);
            InlineWriter.WriteTo(leaf, row[i]);
            leaf.Flat--;
        }
    }

    private static void Heading(LeafBuilder leaf, string heading)
    {
        var bold = leaf.Mode < LeafMode.Bare ? "**" : "";
        leaf.Markup(bold);
        leaf.Plain(heading);
        leaf.Markup(bold);
        leaf.AsIs(heading.Any(c => c >= '\u2E80') ? "：" : ": ");
    }
}
