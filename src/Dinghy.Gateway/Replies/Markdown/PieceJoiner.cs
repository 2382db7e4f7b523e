using System.Text;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Blocks to one text. What lay deeper in a list follows its item as lines of its own, moved in by ideographic blanks, which no client swallows.</summary>
internal static class PieceJoiner
{
    private const string HardBreak = "  \n";
    private const char Indent = '\u3000';

    /// <summary>One more, and a part that begins with such a line would begin with code.</summary>
    private const int DeepestBlanks = 3;

    /// <summary>Deeper levels look like this one: a phone's line has room for no more.</summary>
    private const int DeepestIndent = 6;

    /// <param name="pieces">In order.</param>
    /// <param name="apart">A blank line between all blocks, however they were written.</param>
    public static Leaf Join(IReadOnlyList<Piece> pieces, bool apart = false)
    {
        var (markdown, said) = (new StringBuilder(), new StringBuilder());
        Piece? before = null;
        var inItem = "";
        foreach (var piece in pieces)
        {
            if (before is not null) markdown.Append(Gap(before, piece, apart, inItem.Length > 0));
            inItem = piece switch { { Kind: PieceKind.Item, Depth: 0 } => new string(' ', Math.Min(piece.Marker.Length, DeepestBlanks)), { Kind: PieceKind.Item } => inItem, _ => "" };
            Write(piece, inItem, markdown, said);
            before = piece;
        }

        return new Leaf(markdown.ToString(), said.ToString());
    }

    private static string Gap(Piece before, Piece piece, bool apart, bool inItem) => piece switch
    {
        { Kind: PieceKind.Item, Depth: > 0 } when before.Kind == PieceKind.Item || before is { Kind: PieceKind.Text, Depth: > 0 } => HardBreak,
        { Kind: PieceKind.Item, First: false } when before.Kind == PieceKind.Item && inItem => piece.Loose ? "\n\n" : "\n",
        { Close: true } when !apart && (piece.Kind != PieceKind.Text || before.Kind is PieceKind.Heading or PieceKind.Code) => "\n",
        _ => "\n\n",
    };

    // inItem: blanks that keep a line in the item above it.
    private static void Write(Piece piece, string inItem, StringBuilder markdown, StringBuilder said)
    {
        if (piece is { Kind: PieceKind.Item, Depth: 0 })
        {
            markdown.Append(piece.Leaf.Markdown.Length > 0 ? piece.Marker : piece.Marker.TrimEnd());
            markdown.Append(piece.Leaf.Markdown.Replace("\n", "\n" + inItem, StringComparison.Ordinal));
        }
        else if (piece.Kind is PieceKind.Item or PieceKind.Text && piece.Depth > 0)
        {
            var indent = inItem + new string(Indent, Math.Min(piece.Depth, DeepestIndent));
            var marker = piece.Marker == "- " ? "· " : piece.Marker;
            markdown.Append(indent).Append(marker).Append(piece.Leaf.Markdown.Replace("\n", "\n" + indent, StringComparison.Ordinal));
            said.Append(marker);
        }
        else
        {
            markdown.Append(piece.Leaf.Markdown);
        }

        said.Append(piece.Leaf.Said);
    }
}
