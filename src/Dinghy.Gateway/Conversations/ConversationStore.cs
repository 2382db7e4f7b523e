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
/// <param name="windows">How much the model of an agent takes.</param>
internal sealed class ConversationStore(
    IHistoryStore history, ISessionStore sessions, DinghyConfig config, Quotes? quotes = null, ModelShelf? models = null, TimeZoneInfo? zone = null, ModelWindows? windows = null)
{
    private readonly Dictionary<string, AccountConfig> _accounts = config.Accounts.ToDictionary(a => a.Id, StringComparer.Ordinal);
    private readonly ModelWindows _windows = windows ?? ModelWindows.Usual;
    private readonly TimeZoneInfo _zone = zone ?? TimeProvider.System.LocalTimeZone;

    public async Task<TurnContext> OpenAsync(Turn turn, Route route, CancellationToken ct)
    {
        if (quotes is not null) turn = await quotes.CompleteAsync(turn, ct);
        var (said, who) = (QuestionOf(turn), PersonKey.Of(turn.Message));
        var remembered = ConversationKey.MemoryOf(turn.Conversation, route.Agent);
        var (session, person) = await sessions.ReadSessionAsync(remembered, turn.Keep, who, ct);
        var memory = await history.ReadTalkAsync(remembered, session.SummaryTo, TalkBudget.MaxEntries, TalkBudget.MaxChars, ct);
        var anew = memory is [.., var last] && SessionReset.IsDue(config.Session.Reset, last.At, turn.ReceivedAt, _zone);
        if (anew) (session, memory) = (session with { Summary = null }, []);
        var language = Languages.For(config.Language, person, said);
        var model = session.Model is { } named ? models?.Find(named) as ModelReady : null;
        var (window, scale, name) = _windows.Of(route.Agent, model);
        var (talk, tokens) = new TalkBudget(window).Fit(memory, Tokens(session.Summary), entry => Tokens(entry.Text) + (entry.Tools is { } tools ? Tokens(tools) : 0));
        return new TurnContext(turn, Written(turn, said, language), talk, language)
        {
            Meter = new ContextMeter { Window = window, Talk = tokens, Entries = memory.Count, Learn = (guess, counted) => scale.Learn(name, guess, counted) },
            Route = route,
            Session = session,
            Queue = QueueModes.Parse(session.Queue) ?? config.Agents.Find(route.Agent)?.Queue ?? (_accounts.TryGetValue(turn.Account, out var account) ? account.Session.Queue : QueueMode.Followup),
            Person = person,
            Model = model,
            Effects = Effects(turn.Keep, who, anew, Languages.Heard(said, person), person),
        };

        int Tokens(string? text) => text is null ? 0 : scale.For(name, TokenScale.Guess(text));
    }

    /// <summary>Another message of the same person, as part of a turn that runs.</summary>
    public async Task<TurnContext> JoinAsync(Turn turn, TurnContext to, CancellationToken ct)
    {
        if (quotes is not null) turn = await quotes.CompleteAsync(turn, ct);
        return to with { Turn = turn, Question = Written(turn, QuestionOf(turn), to.Language), History = [], Attachments = [], Effects = TurnEffects.None };
    }

    /// <summary>What was said, clean and plain.</summary>
    public string? QuestionOf(Turn turn) => Thumbs.OrText(turn.Message, AccountOf(turn));

    /// <summary>One that left the configuration has no name and no prefixes any more, but what it took in is still read and answered.</summary>
    private AccountConfig AccountOf(Turn turn) =>
        _accounts.GetValueOrDefault(turn.Account) ?? new AccountConfig { Id = turn.Account, ClientId = "", ClientSecret = new Secret(""), RobotCode = "" };

    private string? Written(Turn turn, string? said, Language language) => said is not null && turn.Message.Content is RichTextContent rich
        ? Question.In(RichWords.Of(rich, new FileMarks(turn.Message, language), language), turn.Message, AccountOf(turn))
        : said;

    private static TurnEffects Effects(string account, string name, bool anew, Language? heard, PersonSettings person)
    {
        var news = heard is { } language && language.ToWire() != person.Heard ? language.ToWire() : null;
        return !anew && news is null ? TurnEffects.None : new TurnEffects
        {
            Session = anew ? new SessionChange { Anew = true } : null,
            Person = news is null ? null : new PersonChange(account, name, Language: null, news),
        };
    }
}
