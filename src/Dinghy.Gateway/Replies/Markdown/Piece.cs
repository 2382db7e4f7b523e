namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>One run of text within a block.</summary>
/// <param name="Markdown">As it is sent, its lines joined by hard breaks.</param>
/// <param name="Said">What a person sees of it, without markup; white space does not count.</param>
internal sealed record Leaf(string Markdown, string Said);

/// <summary>One block of the subset, before the blocks are joined.</summary>
/// <param name="Kind">Which block.</param>
/// <param name="Leaf">Its content.</param>
internal sealed record Piece(PieceKind Kind, Leaf Leaf)
{
    /// <summary>How far inside lists it lay; the subset's lists have one level, so deeper is shown by indentation.</summary>
    public int Depth { get; init; }

    /// <summary>Of an item: <c>"- "</c> or <c>"3. "</c>.</summary>
    public string Marker { get; init; } = "";

    /// <summary>Of an item: a blank line before it, as the list was written.</summary>
    public bool Loose { get; init; }

    /// <summary>Of an item: it begins a list.</summary>
    public bool First { get; init; }

    /// <summary>No blank line before it, as it was written.</summary>
    public bool Close { get; init; }
}

internal enum PieceKind { Heading, Text, Item, Quote, Code }
