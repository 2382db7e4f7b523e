using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>Opens a conversation for a turn: its memory, and the question as the agent shall read it.</summary>
internal sealed class ConversationStore(IHistoryStore store, DinghyConfig config)
{
    /// <summary>The newest entries that go to the model.</summary>
    public const int MaxEntries = 40;

    /// <summary>Their characters together; older ones fall out first, whole.</summary>
    public const int MaxChars = 60_000;

    private readonly Dictionary<string, AccountConfig> _accounts = config.Accounts.ToDictionary(a => a.Id, StringComparer.Ordinal);

    public async Task<TurnContext> OpenAsync(Turn turn, Route route, CancellationToken ct)
    {
        // The account may have left the configuration between two starts; its turns still end.
        var question = _accounts.TryGetValue(turn.Account, out var account) ? Question.TextOf(turn.Message, account) : null;
        var history = await store.ReadHistoryAsync(ConversationKey.MemoryOf(turn.Conversation, route.Agent), MaxEntries, ct);
        return new TurnContext(turn, question, WithinBudget(history), Languages.For(config.Language, question)) { Route = route };
    }

    private static List<HistoryEntry> WithinBudget(IReadOnlyList<HistoryEntry> history)
    {
        var chars = 0;
        var kept = history.Reverse().TakeWhile(entry => (chars += entry.Text.Length) <= MaxChars).ToList();
        kept.Reverse();
        return kept;
    }
}
