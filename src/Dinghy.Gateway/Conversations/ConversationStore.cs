using Dinghy.Gateway.Access;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>Opens a conversation for a turn: its memory, what was set for it, and the question as the agent shall read it.</summary>
/// <param name="history">The memory.</param>
/// <param name="sessions">The settings.</param>
/// <param name="config">Accounts, language, resets.</param>
/// <param name="quotes">Finds what messages reply to; null leaves them as they came.</param>
/// <param name="models">Finds the model that was set for a conversation; null: none can be set.</param>
/// <param name="zone">Of the daily reset; null: this machine's.</param>
internal sealed class ConversationStore(
    IHistoryStore history, ISessionStore sessions, DinghyConfig config, Quotes? quotes = null, ModelShelf? models = null, TimeZoneInfo? zone = null)
{
    /// <summary>The newest entries that go to the model.</summary>
    public const int MaxEntries = 40;

    /// <summary>Their characters together; older ones fall out first, whole.</summary>
    public const int MaxChars = 60_000;

    private readonly Dictionary<string, AccountConfig> _accounts = config.Accounts.ToDictionary(a => a.Id, StringComparer.Ordinal);
    private readonly TimeZoneInfo _zone = zone ?? TimeProvider.System.LocalTimeZone;

    public async Task<TurnContext> OpenAsync(Turn turn, Route route, CancellationToken ct)
    {
        if (quotes is not null) turn = await quotes.CompleteAsync(turn, ct);
        var (said, name) = (QuestionOf(turn), PersonKey.Of(turn.Message));
        var remembered = ConversationKey.MemoryOf(turn.Conversation, route.Agent);
        var (session, person) = await sessions.ReadSessionAsync(remembered, turn.Keep, name, ct);
        var memory = await history.ReadHistoryAsync(remembered, MaxEntries, ct);
        var anew = memory is [.., var last] && SessionReset.IsDue(config.Session.Reset, last.At, turn.ReceivedAt, _zone);
        if (anew) (session, memory) = (session with { Summary = null }, []);
        var language = Languages.For(config.Language, person, said);
        var question = said is not null && turn.Message.Content is RichTextContent rich
            ? Question.In(RichWords.Of(rich, new FileMarks(turn.Message, language), language), turn.Message, _accounts[turn.Account])
            : said;
        return new TurnContext(turn, question, WithinBudget(memory, session.Summary?.Length ?? 0), language)
        {
            Route = route,
            Session = session,
            Person = person,
            Model = session.Model is { } model ? models?.Find(model) as ModelReady : null,
            Effects = Effects(turn.Keep, name, anew, Languages.Heard(said, person), person),
        };
    }

    /// <summary>What was said, clean and plain. The account may have left the configuration between two starts; its turns still end.</summary>
    public string? QuestionOf(Turn turn) => _accounts.TryGetValue(turn.Account, out var account) ? Question.TextOf(turn.Message, account) : null;

    private static TurnEffects Effects(string account, string name, bool anew, Language? heard, PersonSettings person)
    {
        var news = heard is { } language && language.ToWire() != person.Heard ? language.ToWire() : null;
        return !anew && news is null ? TurnEffects.None : new TurnEffects
        {
            Session = anew ? new SessionChange { Anew = true } : null,
            Person = news is null ? null : new PersonChange(account, name, Language: null, news),
        };
    }

    private static List<HistoryEntry> WithinBudget(IReadOnlyList<HistoryEntry> history, int chars)
    {
        var kept = history.Reverse().TakeWhile(entry => (chars += entry.Text.Length) <= MaxChars).ToList();
        kept.Reverse();
        return kept;
    }
}
