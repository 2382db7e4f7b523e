using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Tells the model which documents there are for whoever asks, and how to use them.</summary>
internal sealed class KnowledgeSource(IReadOnlyList<KnowledgeFolder> folders, KnowledgeAccess access) : IPromptSource
{
    public async ValueTask<PromptPart?> ReadAsync(TurnContext context, CancellationToken ct)
    {
        var visible = await access.VisibleAsync(folders, Asker.Of(context), ct);
        return visible.Count == 0 ? null : new PromptPart(
            $"""
            ## The company's documents
            You can search these folders with search_knowledge: {string.Join(", ", visible.Select(folder => folder.Name))}.
            Search them before you answer what they may tell: rules, procedures, products, figures. Answer from what you find, and behind each statement name its source in square brackets, file and page, as the search shows it. When the documents do not tell, say so.
            """, Stable: true);
    }
}
