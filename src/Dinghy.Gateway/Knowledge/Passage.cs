namespace Dinghy.Gateway.Knowledge;

/// <summary>A passage that was found.</summary>
/// <param name="Id">Of its row.</param>
/// <param name="Folder">The folder's path.</param>
/// <param name="File">Below it, with slashes.</param>
/// <param name="Place">See <see cref="Chunk.Place"/>.</param>
/// <param name="Heading">See <see cref="Chunk.Heading"/>.</param>
/// <param name="Text">Its words.</param>
/// <param name="Score">Higher fits better; only to be compared within one search.</param>
internal sealed record Passage(long Id, string Folder, string File, string Place, string Heading, string Text, double Score)
{
    /// <summary>As an answer names it: file and page.</summary>
    public string Citation => Place.Length == 0 ? File : $"{File}, {Place}";
}
