using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>Opens a conversation for a turn: its memory, and the question as the agent shall read it.</summary>
/// <param name="store">The memory.</param>
/// <param name="config">Accounts and language.</param>
/// <param name="quotes">Finds what messages reply to; null leaves them as they came.</param>
internal sealed class ConversationStore(IHistoryStore store, DinghyConfig config, Quotes? quotes = null)
{
    /// <summary>The newest entries that go to the model.</summary>
    public const int MaxEntries = 40;

    /// <summary>Their characters together; older ones fall out first, whole.</summary>
    public const int MaxChars = 60_000;

    private readonly Dictionary<string, AccountConfig> _accounts = config.Accounts.ToDictionary(a => a.Id, StringComparer.Ordinal);

    public async Task<TurnContext> OpenAsync(Turn turn, CancellationToken ct)
    {
        if (quotes is not null) turn = await quotes.CompleteAsync(turn, ct);
        // The account may have left the configuration between two starts; its turns still end.
        var account = _accounts.GetValueOrDefault(turn.Account);
        var said = account is null ? null : Question.TextOf(turn.Message, account);
        var language = Languages.For(config.Language, said);
        var question = said is not null && turn.Message.Content is RichTextContent rich
            ? Question.In(RichWords.Of(rich, new FileMarks(turn.Message, language), language), turn.Message, account!)
            : said;
        var history = await store.ReadHistoryAsync(turn.Conversation, MaxEntries, ct);
        return new TurnContext(turn, question, WithinBudget(history), language);
    }

    private static List<HistoryEntry> WithinBudget(IReadOnlyList<HistoryEntry> history)
    {
        var chars = 0;
        var kept = history.Reverse().TakeWhile(entry => (chars += entry.Text.Length) <= MaxChars).ToList();
        kept.Reverse();
        return kept;
    }
}
