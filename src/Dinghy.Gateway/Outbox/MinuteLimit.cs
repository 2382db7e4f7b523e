using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>DingTalk's rule of so many messages a minute, as the accounts have it; and short answers that wait for it go together.</summary>
internal sealed class MinuteLimit(IReplyStore store, IReadOnlyDictionary<string, AccountRoads> accounts, TimeProvider time)
{
    /// <summary>No more go with one message.</summary>
    private const int MostMerged = 50;

    /// <summary>A reply looks again after this long, however long its turn takes: no time further ahead is trusted.</summary>
    private static readonly TimeSpan s_furthest = TimeSpan.FromHours(1);

    private readonly MessagePace _pace = new();

    /// <summary>Messages that wait.</summary>
    public int Waiting => _pace.Waiting;

    /// <summary>What the last minute of the last run sent counts too, and what waited keeps its place. One that waits for DingTalk after a round that failed has none.</summary>
    public async Task StartAsync(IEnumerable<(long ReplyId, DateTimeOffset At)> waiting, CancellationToken ct)
    {
        if (accounts.Values.All(account => account.Account.RateLimit.MessagesPerMinute == 0)) return;
        var now = time.GetUtcNow();
        foreach (var (turn, at) in await store.RecentMessagesAsync(now.AddMinutes(-1), ct))
            if (KeyOf(turn, ReplyExtras.None) is { } key) _pace.Note(key, at, now);
        foreach (var (replyId, at) in waiting)
            if (await LoadAsync(replyId, ct) is { WaitsForMinute: true } reply && KeyOf(reply.Turn, reply.Extras) is { } key) _pace.Restore(key, replyId, Near(at), now);
    }

    /// <summary>Null: the part may go now, and counts. Else when.</summary>
    public DateTimeOffset? Take(Reply reply, Part part)
    {
        if (part.Road == Road.Card) Drop(reply.Id);
        if (part.Road == Road.Card || KeyOf(reply.Turn, reply.Extras) is not { } key) return null;
        return _pace.Take(key, reply.Id, time.GetUtcNow()) is { } at ? Near(at) : null;
    }

    /// <summary>A place in the queue for a reply that has to wait.</summary>
    public DateTimeOffset Reserve(Reply reply, Part part, ReplyText text) => KeyOf(reply.Turn, reply.Extras) is { } key
        ? Near(_pace.Reserve(key, reply.Id, text.PartsFrom(part), time.GetUtcNow()))
        : time.GetUtcNow();

    /// <summary>A repeat in doubt is not held up, but counts.</summary>
    public void Note(Reply reply)
    {
        if (KeyOf(reply.Turn, reply.Extras) is { } key) _pace.Note(key, time.GetUtcNow(), time.GetUtcNow());
    }

    public bool IsCrowded(Reply reply) => KeyOf(reply.Turn, reply.Extras) is { } key && _pace.WaitingIn(key).Count >= MostMerged;

    /// <summary>It waits for this limit no more.</summary>
    public void Drop(long replyId)
    {
        if (replyId != 0) _pace.Drop(replyId);
    }

    public bool TryWake(long replyId) => _pace.TryWake(replyId);

    public IReadOnlyList<long> Sleep(long replyId) => _pace.Sleep(replyId);

    /// <summary>Puts the answers that wait behind this one in its chat into its message, as far as they are short and plain. Each keeps its turn.</summary>
    /// <returns>The reply as it is now and who may be tried sooner; null when nothing goes with it.</returns>
    public async Task<(Reply Reply, IReadOnlyList<(long ReplyId, DateTimeOffset At)> Sooner)?> MergeAsync(Reply reply, CancellationToken ct)
    {
        var account = accounts[reply.Turn.Account].Account;
        if (!account.BatchResponses || KeyOf(reply.Turn, reply.Extras) is not { } key || !Batch.Takes(reply)) return null;
        var batch = new Batch(reply, account.Reply);
        foreach (var replyId in _pace.WaitingIn(key).Where(id => id != reply.Id).Take(MostMerged))
            if (await LoadAsync(replyId, ct) is not { } next || !batch.TryAdd(next)) break;
        if (batch.Others.Count == 0) return null;
        await store.MergeAsync(reply.Id, batch.Text, [.. batch.Others.Select(other => other.Id)], ct);
        var sooner = _pace.Forget(key, [.. batch.Others.Select(other => other.Id)], time.GetUtcNow());
        return (reply with { Text = batch.Text, Carries = [.. batch.Others.Select(other => new CarriedReply(other.Turn, other.Closes!.Value))] }, sooner);
    }

    /// <summary>One that can not be read gets no place: its own try ends it.</summary>
    private async Task<Reply?> LoadAsync(long replyId, CancellationToken ct)
    {
        try
        {
            return await store.LoadReplyAsync(replyId, ct);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            return null;
        }
    }

    private DateTimeOffset Near(DateTimeOffset at) => time.GetUtcNow() + s_furthest is var furthest && at > furthest ? furthest : at;

    /// <summary>Null: it does not count.</summary>
    private PaceKey? KeyOf(Turn turn, ReplyExtras extras)
    {
        if (!accounts.TryGetValue(turn.Account, out var roads) || roads.Account.RateLimit is not { MessagesPerMinute: > 0 and var perMinute } limit) return null;
        // People in private, several with one call: only a limit of the whole robot counts it.
        if (extras.Target is { Group: null }) return limit.Scope == RateScope.Robot ? new PaceKey(turn.Account, turn.Account, perMinute) : null;
        var message = turn.Message;
        var group = extras.Target?.Group ?? extras.To ?? (message.Kind == ConversationKind.Group ? message.Conversation.Value : null);
        if (group is null && limit.Scope == RateScope.Group) return null;
        var chat = group is null ? $"{turn.Account}/dm/{message.Sender?.Value ?? message.SenderId}" : $"{turn.Account}/group/{group}";
        return new PaceKey(limit.Scope == RateScope.Robot ? turn.Account : chat, chat, perMinute);
    }
}
