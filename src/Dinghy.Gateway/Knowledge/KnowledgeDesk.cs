using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Answers questions from the folders that whoever asks may see: with vectors while there is an endpoint that gives them.</summary>
internal sealed class KnowledgeDesk(PassageSearch search, Func<Embedder?> embedder, KnowledgeLog log)
{
    /// <summary>Passages of one search.</summary>
    public const int MostPassages = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private bool _failed;

    /// <param name="folders">Visible ones.</param>
    /// <param name="question">In words.</param>
    /// <param name="limit">Passages.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What fits best first.</returns>
    /// <exception cref="StoreException">The index can not be read.</exception>
    public async Task<IReadOnlyList<Passage>> FindAsync(IReadOnlyList<KnowledgeFolder> folders, string question, int limit, CancellationToken ct) =>
        folders.Count == 0 ? [] : await search.FindAsync([.. folders.Select(folder => folder.Path)], question, await VectorAsync(question, ct), limit, ct);

    private async Task<float[]?> VectorAsync(string question, CancellationToken ct)
    {
        if (embedder() is not { } endpoint) return null;
        try
        {
            var vector = (await endpoint.EmbedAsync([question], s_patience, ct))[0];
            _failed = false;
            return vector;
        }
        catch (EmbeddingException e)
        {
            if (!_failed) log.NoEmbeddings(e.Message);
            _failed = true;
            return null;
        }
    }
}
