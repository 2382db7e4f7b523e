using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

/// <summary>What happens to a message after it was sent: read, taken back, reacted to.</summary>
public sealed partial class DingTalkWorld
{
    private readonly BoundedMap<SentBatch> _sent;
    private readonly Ring<ReactionRecord> _reactions;

    /// <summary>What the organisation used of its monthly allowances.</summary>
    public Quota Quota { get; }

    /// <summary>A robot's OpenAPI message or card; <c>null</c> when unknown.</summary>
    public SentRecord? FindSent(string processQueryKey) => _sent.Find(processQueryKey)?.Record;

    /// <summary>The robots' reactions, given and taken back, oldest first.</summary>
    public IReadOnlyList<ReactionRecord> Reactions(long after = 0) => _reactions.After(after);

    /// <summary>Waits until there were so many, given and taken back, and gives them all.</summary>
    public Task<IReadOnlyList<ReactionRecord>> WaitForReactionsAsync(int count, CancellationToken ct = default) =>
        _botSpoke.WaitForAsync<IReadOnlyList<ReactionRecord>>(() => _reactions.After(0) is { } all && all.Count >= count ? all : null, ct);

    /// <summary>A person reads a robot's message for the first time, and the robot is told (robot_msg_read). <c>null</c>: read before, and nobody is told.</summary>
    /// <exception cref="ArgumentException">Unknown message, or not sent to this person.</exception>
    public PushRecord? Read(string processQueryKey, string staffId)
    {
        var sent = Addressed(processQueryKey, staffId);
        return sent.Read(staffId) ? Tell("robot_msg_read", sent, processQueryKey, staffId) : null;
    }

    /// <summary>A person takes a robot's message back, and the robot is told (robot_msg_recall). <c>null</c>: it was taken back before.</summary>
    /// <exception cref="ArgumentException">Unknown message, or not sent to this person.</exception>
    public PushRecord? Recall(string processQueryKey, string staffId)
    {
        var sent = Addressed(processQueryKey, staffId);
        return Recall(sent, processQueryKey) ? Tell("robot_msg_recall", sent, processQueryKey, staffId) : null;
    }

    internal SentBatch? SentBatch(string key) => _sent.Find(key);

    internal void NoteSent(string key, EmulatedApp app, Group? group, params IReadOnlyList<string> staffIds) =>
        _sent.TryAdd(key, new SentBatch(key, app, group?.ConversationId, group?.Members ?? staffIds, Options.Time.GetUtcNow()));

    internal bool Recall(SentBatch sent, string key)
    {
        if (!sent.Recall()) return false;
        Feed.Add("recall", e => e with { Key = key, ClientId = sent.App.ClientId });
        return true;
    }

    /// <summary>False when the message is unknown in this conversation.</summary>
    internal bool React(EmulatedApp app, string conversationId, string msgId, string name, bool given)
    {
        if (_said.Find(msgId) is not { } said || said.ConversationId != conversationId || said.App != app) return false;
        var now = Options.Time.GetUtcNow();
        _reactions.Add(seq => new ReactionRecord(seq, app.ClientId, conversationId, msgId, name, given, now));
        Feed.Add("reaction", e => e with { ConversationId = conversationId, ClientId = app.ClientId, MsgId = msgId, Text = name, State = given ? "given" : "recalled" });
        _botSpoke.Fire();
        return true;
    }

    private SentBatch Addressed(string key, string staffId)
    {
        var sent = _sent.Find(key) ?? throw new ArgumentException($"There is no message '{key}'.", nameof(key));
        return sent.Record.StaffIds.Contains(staffId, StringComparer.Ordinal) ? sent : throw new ArgumentException($"The message was not sent to '{staffId}'.", nameof(staffId));
    }

    private PushRecord Tell(string eventType, SentBatch sent, string key, string staffId)
    {
        var data = new JsonObject
        {
            ["unionId"] = Ids.UnionId(staffId), ["operatTime"] = Options.Time.GetUtcNow().ToUnixTimeMilliseconds(), ["robotCode"] = sent.App.RobotCode,
            ["openConversationId"] = sent.GroupId ?? AddressBook.PrivateChat(sent.App, Known(staffId)), ["userId"] = staffId, ["processQueryKey"] = key,
        };
        return Push(new RawPush
        {
            ClientId = sent.App.ClientId, Type = StreamTopics.Event, Topic = "*", Data = ContentJson.AsText(data),
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["eventType"] = eventType },
        });
    }
}
