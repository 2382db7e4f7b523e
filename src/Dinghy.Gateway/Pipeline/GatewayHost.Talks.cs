using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Privacy;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Takeover;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Conversations as operators look at them, and people in the robot's place.</summary>
internal sealed partial class GatewayHost
{
    public ITalkStore Talks => _store;

    /// <summary>Wakes those who look at a conversation.</summary>
    public TalkWatch Watch { get; } = new();

    /// <summary>How many turns of a conversation wait or run now.</summary>
    public int InWork(string key) => _running.Of(Talk.ConversationOf(key)).Count;

    /// <summary>What is stored of people.</summary>
    public PersonData People => new(_store, _store, _config.Home, new PrivacyLog(_parts.Loggers.CreateLogger<PrivacyLog>()), _parts.Time);

    /// <summary>Where a person answers.</summary>
    public Takeovers Takeovers => _takeovers;

    /// <summary>Sets the model of a conversation; null: as configured.</summary>
    /// <returns>Null: done. Else why not.</returns>
    public async Task<string?> SetModelAsync(string key, string? model, string by, CancellationToken ct)
    {
        if (await _store.FindTalkAsync(key, ct) is null) return NoTalk;
        if (model is not null && _models.Models.Find(model) is not ModelReady) return (_models.Models.Find(model) as ModelUnusable)?.Sentence ?? $"There is no model {model}.";
        await _store.SetTalkModelAsync(key, model, by, _parts.Time.GetUtcNow(), ct);
        return null;
    }

    /// <summary>A new session begins there.</summary>
    public async Task<string?> ResetAsync(string key, string by, CancellationToken ct)
    {
        if (await _store.FindTalkAsync(key, ct) is null) return NoTalk;
        await _store.ResetTalkAsync(key, by, _parts.Time.GetUtcNow(), ct);
        return null;
    }

    /// <summary>The robot says nothing there until it is resumed, or the pause is over.</summary>
    public async Task<string?> PauseAsync(string key, string by, TimeSpan? lasting, CancellationToken ct)
    {
        var conversation = Talk.ConversationOf(key);
        if (await _store.FindTalkAsync(key, ct) is null && await _store.LastTurnAsync(conversation, ct) is null) return NoTalk;
        await _takeovers.PauseAsync(conversation, by, lasting ?? _config.Takeover.Pause, ct);
        return null;
    }

    public async Task<string?> ResumeAsync(string key, string by, CancellationToken ct) =>
        await _takeovers.ResumeAsync(Talk.ConversationOf(key), by, ct) ? null : "The conversation is not paused.";

    /// <summary>Says something there as the robot: kept, then sent by the outbox.</summary>
    /// <returns>The turn's number, or why there is none.</returns>
    public async Task<(long Turn, string? Problem)> SayAsync(string key, string text, string by, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text)) return (0, "There is nothing to say.");
        if (text.Length > OperatorTurn.MostText) return (0, $"The text is longer than {OperatorTurn.MostText} characters.");
        var conversation = Talk.ConversationOf(key);
        if (await _store.LastTurnAsync(conversation, ct) is not { } last) return (0, "Nobody wrote there as far as messages are kept, so there is no way back. \"dinghy message send\" writes to people and groups by their ids.");
        if (ConversationKey.IsMain(conversation, last.Keep)) return (0, "All private chats share this conversation: it has no one person. \"dinghy message send\" writes to one.");
        if (_channels.Find(last.Account) is null) return (0, "The robot that was written to is not configured any more.");
        var agent = key.Length > conversation.Length ? key[(conversation.Length + 1)..] : null;
        if (OperatorTurn.Of(last, agent, text, _parts.Time.GetUtcNow()) is not { } said) return (0, "What was said there last can not be read.");
        if (await _store.AddTurnAsync(said, _worker.Take, ct) is not { } turn) return (0, "It was said already.");
        _takeoverLog.Said(turn.Id, Printable.Of(conversation), Printable.Of(by));
        await _takeovers.ProlongAsync(conversation, _config.Takeover.Pause, ct);
        await Audit.AppendAsync(
            new AuditEvent(AuditKinds.TakeoverSaid, by, last.Keep, conversation) { Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["turn"] = $"{turn.Id}" } }, ct);
        return (turn.Id, null);
    }

    private static (Takeovers, TakeoverLog, TickLoop) Pausing(IGatewayStore store, GatewayParts parts)
    {
        var log = new TakeoverLog(parts.Loggers.CreateLogger<TakeoverLog>());
        var takeovers = new Takeovers(store, log, parts.Time);
        var loop = new TickLoop(TimeSpan.FromSeconds(5), takeovers.Failed, parts.Time);
        takeovers.Changed = loop.Look;
        return (takeovers, log, loop);
    }

    private const string NoTalk = "There is no such conversation; \"dinghy sessions list\" shows them.";

    /// <summary>Tells the owners of a robot who asks for a human, and where; one attempt each.</summary>
    private async Task<int> HumanOf(TurnContext context, string why, CancellationToken ct)
    {
        var (turn, message, reached) = (context.Turn, context.Turn.Message, 0);
        if (_channels.Find(turn.Account) is not { } channel) return 0;
        var (person, languages) = (PersonKey.Of(message), new KnownLanguage(_store, _config.Language));
        var who = message.SenderNick.Length == 0 ? Printable.Of(person) : $"{Printable.Of(message.SenderNick)} ({Printable.Of(person)})";
        foreach (var (keep, owner) in _reception.OwnersOf(channel.Account))
        {
            var words = TakeoverSentences.Called(
                await languages.OfAsync(keep, owner, ct), who, context.IsGroup ? Printable.Of(message.Title ?? message.Conversation.Value) : null, Printable.Of(context.Memory), why);
            try
            {
                await channel.Roads.TellAsync(new StaffId(owner), new RobotText(words), ct);
                reached++;
            }
            catch (DingTalkApiException e)
            {
                _takeoverLog.OwnerNotTold(turn.Account, Printable.Of(owner), Printable.Of(e.Code));
            }
        }

        _takeoverLog.Called(turn.Id, Printable.Of(turn.Conversation), reached);
        await Audit.AppendAsync(
            new AuditEvent(AuditKinds.TakeoverCalled, person, turn.Keep, turn.Conversation) { Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["owners"] = $"{reached}" } }, ct);
        return reached;
    }
}
