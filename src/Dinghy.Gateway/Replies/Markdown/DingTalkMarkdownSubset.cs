using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>
/// What DingTalk's clients show: headings, quotes, bold, italic, links, pictures and lists of one level, from DingTalk's own list, and code as fences
/// and within lines, which the clients show although the list does not name it. Every line break has two blanks before it.
/// </summary>
internal static class DingTalkMarkdownSubset
{
    /// <summary>What in a text is outside the subset, each with its line; empty when nothing is.</summary>
    public static IReadOnlyList<string> Violations(string text) => Violations(DingTalkMarkdown.Parse(text));

    internal static IReadOnlyList<string> Violations(MarkdownDocument read)
    {
        var found = new List<string>();
        foreach (var block in read) Block(block, Place.Top, found);
        return found;
    }

    private static void Block(Block block, Place place, List<string> found)
    {
        var fault = block switch
        {
            HeadingBlock { IsSetext: true } => "an underlined heading",
            HeadingBlock when place != Place.Top => "a heading inside another block",
            HeadingBlock { Level: <= 6 } or ParagraphBlock => null,
            FencedCodeBlock when place != Place.Top => "code inside another block",
            FencedCodeBlock { FencedChar: '`', IndentCount: 0, ClosingFencedCharCount: > 0 } => null,
            FencedCodeBlock => "a fence that is indented, open or of tildes",
            QuoteBlock when place != Place.Top => "a quote inside another block",
            ListBlock when place == Place.Item => "a list inside a list",
            ListBlock { IsOrdered: false, BulletType: '-' } or ListBlock { IsOrdered: true, OrderedDelimiter: '.' } => null,
            ListBlock => "a list with other marks than - and 1.",
            ListItemBlock { Count: > 1 } => "an item of several blocks",
            QuoteBlock or ListItemBlock => null,
            _ => block.GetType().Name,
        };
        if (fault is not null) { found.Add($"line {block.Line + 1}: {fault}"); return; }
        if (block is ContainerBlock container)
            foreach (var child in container) Block(child, Inside(block, place), found);
        if (block is LeafBlock { Inline: { } inlines }) Inlines(inlines, block, (false, false), found);
    }

    private static Place Inside(Block block, Place place) => block switch { ListBlock or ListItemBlock => Place.Item, QuoteBlock => Place.Quote, _ => place };

    private static void Inlines(ContainerInline container, Block block, (bool Bold, bool Italic) inside, List<string> found)
    {
        foreach (var inline in container)
        {
            if (Fault(inline, inside) is { } fault) found.Add($"line {block.Line + 1}: {fault}");
            else if (inline is EmphasisInline emphasis) Inlines(emphasis, block, (inside.Bold || emphasis.DelimiterCount == 2, inside.Italic || emphasis.DelimiterCount == 1), found);
            else if (inline is ContainerInline deeper) Inlines(deeper, block, inside, found);
        }
    }

    private static string? Fault(Inline inline, (bool Bold, bool Italic) inside) => inline switch
    {
        LineBreakInline { IsHard: true, IsBackslash: false } => null,
        LineBreakInline => "a line break without two blanks",
        EmphasisInline { DelimiterChar: '*', DelimiterCount: 2 } => inside.Bold ? "bold inside bold" : null,
        EmphasisInline { DelimiterChar: '*', DelimiterCount: 1 } => inside.Italic ? "italic inside italic" : null,
        EmphasisInline => "bold, italic or other marks than *",
        LinkInline { IsAutoLink: true } => null,
        LinkInline { Reference: not null } => "a link by reference",
        LinkInline { Title.Length: > 0 } => "a link with a title",
        LinkInline { IsImage: true } picture => LinkWriter.Shows(picture.Url) ? null : "a picture that is not on the web",
        LinkInline link => LinkWriter.Opens(link.Url) ? null : "a link DingTalk can not open",
        LiteralInline or CodeInline or DelimiterInline => null,
        _ => inline.GetType().Name,
    };

    private enum Place { Top, Item, Quote }
}
