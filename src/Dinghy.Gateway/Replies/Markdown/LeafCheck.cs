using Markdig.Syntax;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Reads a leaf as a client would, and takes the first way of writing it that says what was meant.</summary>
internal static class LeafCheck
{
    /// <param name="from">What to try first.</param>
    /// <param name="flat">One line.</param>
    /// <param name="write">Writes it once.</param>
    public static Leaf Best(LeafMode from, bool flat, Action<LeafBuilder> write)
    {
        for (var mode = from; ; mode++)
        {
            var builder = new LeafBuilder(mode, flat);
            write(builder);
            var leaf = builder.Build();
            if (mode == LeafMode.Literal || Holds(leaf, flat)) return leaf;
        }
    }

    public static bool Holds(Leaf leaf, bool flat)
    {
        if (leaf.Markdown.Length == 0) return VisibleText.Of(leaf.Said).Length == 0;
        var read = DingTalkMarkdown.Parse(flat ? "# " + leaf.Markdown : leaf.Markdown);
        return read is [HeadingBlock] == flat && read is [HeadingBlock or ParagraphBlock]
            && VisibleText.Of(read) == VisibleText.Of(leaf.Said)
            && DingTalkMarkdownSubset.Violations(read).Count == 0;
    }
}
