using System.Globalization;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Headings, paragraphs, items, quotes and code; everything else becomes one of them.</summary>
/// <param name="source">The text that was read, for its blank lines.</param>
/// <param name="from">What to trust at most.</param>
internal sealed class BlockWriter(string source, LeafMode from)
{
    private const string Rule = "──────────";

    private readonly string[] _lines = source.Split('\n');
    private int _quotes;

    public List<Piece> Write(MarkdownDocument document)
    {
        var pieces = Blocks(document);
        var notes = document.OfType<FootnoteGroup>().SelectMany(group => group.OfType<Footnote>()).ToList();
        if (notes.Count > 0) pieces.Add(Text(Rule));
        foreach (var note in notes) pieces.AddRange(Item(Blocks(note), string.Create(CultureInfo.InvariantCulture, $"{note.Order}. "), loose: false));
        foreach (var note in Unused(document, notes)) pieces.AddRange(Blocks(note));
        return pieces;
    }

    private List<Piece> Blocks(ContainerBlock parent)
    {
        var pieces = new List<Piece>();
        Block? before = null;
        foreach (var block in parent)
        {
            var (first, close) = (pieces.Count, before is not null && Stays(before) && Stays(block) && !IsBlank(block.Line - 1));
            pieces.AddRange(One(block));
            if (close && pieces.Count > first) pieces[first] = pieces[first] with { Close = true };
            before = block;
        }

        return pieces;
    }

    private IEnumerable<Piece> One(Block block) => block switch
    {
        HeadingBlock heading => Heading(heading),
        ParagraphBlock paragraph => Texts(PieceKind.Text, paragraph.Inline is null ? Raw(paragraph) : InlineWriter.Write(paragraph.Inline, from, flat: false)),
        ListBlock list => List(list),
        QuoteBlock quote => Quote(quote),
        CodeBlock code => [CodeWriter.Write(code)],
        ThematicBreakBlock => [Text(Rule)],
        HtmlBlock html => Html(html),
        Table table => TableWriter.Write(table, from),
        FootnoteGroup or LinkReferenceDefinitionGroup or LinkReferenceDefinition => [],
        ContainerBlock container => Blocks(container),
        LeafBlock leaf => Texts(PieceKind.Text, Raw(leaf)),
        _ => [],
    };

    private IEnumerable<Piece> Heading(HeadingBlock heading)
    {
        if (_quotes > 0) return Texts(PieceKind.Text, LeafCheck.Best(from, flat: false, leaf => Bold(leaf, heading)));
        var content = InlineWriter.Write(heading.Inline, from, flat: true);
        return Texts(PieceKind.Heading, content with { Markdown = content.Markdown.Length > 0 ? $"{new string('#', heading.Level)} {content.Markdown}" : "" });
    }

    private static void Bold(LeafBuilder leaf, HeadingBlock heading)
    {
        leaf.Flat++;
        InlineWriter.WriteTo(leaf, heading.Inline, bold: true);
        leaf.Flat--;
    }

    private List<Piece> List(ListBlock list)
    {
        var pieces = new List<Piece>();
        var number = int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
            pieces.AddRange(Item(Blocks(item), list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "- ", IsBlank(item.Line - 1)));
        if (pieces is [{ Kind: PieceKind.Item } first, ..]) pieces[0] = first with { First = true };
        return pieces;
    }

    /// <summary>The first paragraph is the item; nested items follow it; what no item can hold follows as a block of its own.</summary>
    private static List<Piece> Item(List<Piece> content, string marker, bool loose)
    {
        var item = new Piece(PieceKind.Item, new Leaf("", "")) { Marker = marker, Loose = loose };
        if (content is [{ Kind: PieceKind.Text, Depth: 0 } first, ..]) (item, content) = (item with { Leaf = first.Leaf }, content[1..]);
        else if (content is [{ Kind: PieceKind.Heading } heading, ..]) (item, content) = (item with { Leaf = WithoutMark(heading.Leaf) }, content[1..]);
        var deeper = content.Select(piece => piece.Kind is PieceKind.Item or PieceKind.Text ? piece with { Depth = piece.Depth + 1, Close = false } : piece with { Close = false });
        return item.Leaf.Markdown.Length == 0 && (marker == "- " || content.Count == 0) ? [.. deeper] : [item, .. deeper];
    }

    private static Leaf WithoutMark(Leaf heading)
    {
        var content = heading.Markdown.TrimStart('#').TrimStart(' ');
        // A heading may begin with what would be a mark in an item.
        return LeafCheck.Holds(heading with { Markdown = content }, flat: false) ? heading with { Markdown = content } : new Leaf(Escape.Everything(heading.Said), heading.Said);
    }

    /// <summary>Code breaks out of a quote, which goes on behind it; a quote in a quote is one.</summary>
    private List<Piece> Quote(QuoteBlock quote)
    {
        _quotes++;
        var content = Blocks(quote);
        _quotes--;
        if (_quotes > 0) return content;
        var (pieces, run) = (new List<Piece>(), new List<Piece>());
        foreach (var piece in content)
        {
            if (piece.Kind != PieceKind.Code) { run.Add(piece); continue; }
            Flush();
            pieces.Add(piece with { Close = false });
        }

        Flush();
        return pieces;

        void Flush()
        {
            if (run.Count == 0) return;
            var leaf = PieceJoiner.Join(run);
            pieces.Add(new Piece(PieceKind.Quote, leaf with { Markdown = string.Join('\n', leaf.Markdown.Split('\n').Select(line => line.Length > 0 ? "> " + line : ">")) }));
            run.Clear();
        }
    }

    private IEnumerable<Piece> Html(HtmlBlock html)
    {
        var text = html.Lines.ToString();
        if (html.Type == HtmlBlockType.ScriptPreOrStyle && text.TrimStart().StartsWith("<pre", StringComparison.OrdinalIgnoreCase))
        {
            var leaf = new LeafBuilder(LeafMode.Bare, flat: false);
            new HtmlTags(leaf).Block(text);
            return [CodeWriter.Write(leaf.Build().Said.Trim('\n'), "")];
        }

        return Texts(PieceKind.Text, LeafCheck.Best(from, flat: false, leaf => new HtmlTags(leaf).Block(text)));
    }

    /// <summary>Footnotes that nothing points to: the parser leaves them aside, a reader would miss them.</summary>
    private static IEnumerable<Footnote> Unused(MarkdownDocument document, List<Footnote> used) =>
        document.OfType<LinkReferenceDefinitionGroup>().SelectMany(group => group.OfType<FootnoteLinkReferenceDefinition>())
            .Select(definition => definition.Footnote).Where(note => !used.Contains(note)).OrderBy(note => note.Line);

    /// <summary>A block whose words were never read.</summary>
    private Leaf Raw(LeafBlock block) => LeafCheck.Best(from, flat: false, leaf =>
    {
        var lines = block.Lines.ToString().Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) leaf.Break();
            leaf.Plain(lines[i]);
        }
    });

    private static Piece Text(string text) => new(PieceKind.Text, new Leaf(text, text));

    private static IEnumerable<Piece> Texts(PieceKind kind, Leaf leaf) => leaf.Markdown.Length > 0 ? [new Piece(kind, leaf)] : [];

    /// <summary>It comes out as the same kind of block.</summary>
    private bool Stays(Block block) => (block is HeadingBlock { IsSetext: false } && _quotes == 0) || block is ParagraphBlock or ListBlock or QuoteBlock or FencedCodeBlock;

    private bool IsBlank(int line) => line < 0 || line >= _lines.Length || _lines[line].AsSpan().Trim(" \t>").IsEmpty;
}
