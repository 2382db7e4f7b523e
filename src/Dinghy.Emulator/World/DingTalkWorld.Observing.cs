namespace Dinghy.Emulator;

/// <summary>What can be seen of it.</summary>
public sealed partial class DingTalkWorld
{
    /// <summary>What the robots said, oldest first.</summary>
    /// <param name="after">Only entries with a higher <see cref="BotMessage.Seq"/>.</param>
    public IReadOnlyList<BotMessage> BotMessages(long after = 0) => _botMessages.After(after);

    /// <summary>Waits until this many messages fit, and gives all that fit.</summary>
    /// <param name="count">How many are waited for.</param>
    /// <param name="where">Which; <c>null</c>: any.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<BotMessage>> WaitForBotMessagesAsync(int count, Func<BotMessage, bool>? where = null, CancellationToken ct = default)
    {
        // Looks at every message once, however many come.
        var found = new List<BotMessage>();
        var seen = 0L;
        return _botSpoke.WaitForAsync<IReadOnlyList<BotMessage>>(() =>
        {
            foreach (var message in _botMessages.After(seen))
            {
                seen = message.Seq;
                if (where is null || where(message)) found.Add(message);
            }

            return found.Count >= count ? found : null;
        }, ct);
    }

    /// <summary>Waits for the robot's messages after <paramref name="after"/>; there is at least one.</summary>
    public Task<IReadOnlyList<BotMessage>> WaitForBotMessagesAfterAsync(long after, CancellationToken ct = default) =>
        _botSpoke.WaitForAsync<IReadOnlyList<BotMessage>>(() => _botMessages.After(after) is { Count: > 0 } found ? found : null, ct);

    /// <summary>All pushes after a number.</summary>
    public IReadOnlyList<PushRecord> PushRecords(long after = 0) => Pushes.After(after);

    /// <summary>How the push of a message stands.</summary>
    public PushRecord? PushOf(string msgId) => Pushes.Find(msgId);

    /// <summary>Waits until a push is as wanted.</summary>
    public Task<PushRecord> WaitForPushAsync(long seq, Func<PushRecord, bool> until, CancellationToken ct = default) =>
        Pushes.Changed.WaitForAsync(() => Pushes.Find(seq) is { } push && until(push) ? push : null, ct);

    /// <summary>Waits until the push of a message is acknowledged, failed or expired.</summary>
    public Task<PushRecord> WaitForAckAsync(string msgId, CancellationToken ct = default) =>
        Pushes.Changed.WaitForAsync(() => Pushes.Find(msgId) is { } push && push.State != PushState.Pending ? push : null, ct);

    /// <summary>The API calls answered, oldest first.</summary>
    public IReadOnlyList<RequestRecord> Requests(long after = 0) => _requests.After(after);

    /// <summary>The live sockets.</summary>
    public IReadOnlyList<ConnectionInfo> LiveConnections => [.. Connections.Live.Select(c => c.Info)];

    /// <summary>When no socket was open since the first one: how often, how long at most.</summary>
    public SocketGaps SocketGaps => Connections.Gaps;

    /// <summary>Waits until exactly this many sockets live.</summary>
    public Task<IReadOnlyList<ConnectionInfo>> WaitForConnectionsAsync(int count, CancellationToken ct = default) =>
        Connections.Changed.WaitForAsync<IReadOnlyList<ConnectionInfo>>(() => LiveConnections is { } live && live.Count == count ? live : null, ct);

    internal void Record(string method, string path, int status, string code)
    {
        var now = Options.Time.GetUtcNow();
        _requests.Add(seq => new RequestRecord(seq, now, method, path.Length > 200 ? path[..200] : path, status, code));
        Log.Answered(_logger, method, path, status, code);
    }

    internal BotMessage BotSaid(BotWords words)
    {
        var now = Options.Time.GetUtcNow();
        var (app, part) = (words.App, words.Part);
        var said = _botMessages.Add(seq => new BotMessage(
            seq, app.ClientId, words.ConversationId, words.Road, part.Kind, part.Title, part.Text, now, words.Call.ArrivedAt, words.InReplyTo, words.Call.Receipt)
        {
            MsgId = Ids.Message(), ProcessQueryKey = words.ProcessQueryKey, Extras = part.Extras,
        });
        Feed.Add("bot", e => e with
        {
            ConversationId = words.ConversationId, ClientId = app.ClientId, Nick = app.Name, MsgId = said.MsgId, Road = words.Road, MsgType = part.Kind, Title = said.Title, Text = said.Text,
            Extras = part.Extras, Key = words.ProcessQueryKey,
        });
        _botSpoke.Fire();
        return said;
    }
}

/// <summary>A robot's message about to appear.</summary>
internal sealed record BotWords(EmulatedApp App, string ConversationId, string Road, MessagePart Part, ApiCall Call, string? InReplyTo = null, string? ProcessQueryKey = null);
