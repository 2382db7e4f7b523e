namespace Dinghy.Gateway.Knowledge;

/// <summary>A piece of a document, as it is found and read.</summary>
/// <param name="Place">Page, slide or sheet; empty where a document has none.</param>
/// <param name="Heading">What stands above it; of a table, its first row.</param>
/// <param name="Text">Whole lines where they are not too long.</param>
internal sealed record Chunk(string Place, string Heading, string Text);

/// <summary>How a document is cut.</summary>
internal enum DocumentForm
{
    /// <summary>Lines are paragraphs.</summary>
    Prose,

    /// <summary>Lines end where a page does, in the middle of sentences and words.</summary>
    Pages,

    /// <summary>Lines are rows, and the first names their cells.</summary>
    Table,
}
