using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>What a model writes, as what DingTalk's clients show. Nothing that can be seen is lost: what does not fit is said in another way.</summary>
internal static class DingTalkMarkdown
{
    /// <summary>A longer text, UTF-16, is not read but shown as it is; a model's answer is a tenth of it.</summary>
    public const int LongestText = 1_000_000;

    private static readonly MarkdownPipeline s_pipeline = Usual().Build();
    private static readonly MarkdownPipeline s_placed = Usual().UsePreciseSourceLocation().Build();

    /// <summary>Within the subset of <see cref="DingTalkMarkdownSubset"/>, whatever comes in.</summary>
    public static string From(string answer) => From(answer, out _);

    /// <param name="answer">Markdown as models write it: CommonMark, tables, task lists, footnotes, html.</param>
    /// <param name="asWritten">It could not be read, and is shown whole and unread in a code block.</param>
    public static string From(string answer, out bool asWritten)
    {
        var text = answer.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var converted = Convert(text);
        asWritten = converted is null;
        return converted ?? CodeWriter.Write(text.Trim('\n'), "").Leaf.Markdown;
    }

    internal static MarkdownDocument Parse(string text) => Markdig.Markdown.Parse(text, s_pipeline);

    /// <summary>The same, and every piece knows where it stands in the text.</summary>
    internal static MarkdownDocument ParseWithPlaces(string text) => Markdig.Markdown.Parse(text, s_placed);

    private static MarkdownPipelineBuilder Usual() => new MarkdownPipelineBuilder()
        .UsePipeTables().UseTaskLists().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).UseFootnotes().UseAutoLinks().UseCjkFriendlyEmphasis();

    private static string? Convert(string text)
    {
        if (text.Length > LongestText || !Brackets.AreFew(text)) return null;
        try
        {
            var apart = TableBorders.Separate(text);
            var read = Parse(apart);
            var pieces = new BlockWriter(apart, LeafMode.AsWritten).Write(read);
            if (pieces.Count == 0) return null;
            // Mostly the first; the others for signs of one block that meet signs of the next.
            return Checked(PieceJoiner.Join(pieces))
                ?? Checked(PieceJoiner.Join(pieces, apart: true))
                ?? Checked(PieceJoiner.Join(new BlockWriter(apart, LeafMode.Escaped).Write(read), apart: true))
                ?? Checked(PieceJoiner.Join(new BlockWriter(apart, LeafMode.Literal).Write(read), apart: true));
        }
        catch (ArgumentException)
        {
            // The parser's limit of depth: no person writes so.
            return null;
        }
    }

    /// <summary>Null when a client would read it otherwise than it was meant.</summary>
    private static string? Checked(Leaf whole)
    {
        var read = Parse(whole.Markdown);
        return DingTalkMarkdownSubset.Violations(read).Count == 0 && VisibleText.Of(read) == VisibleText.Of(whole.Said) ? whole.Markdown : null;
    }
}
