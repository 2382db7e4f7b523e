using System.Collections.Concurrent;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>Stores before it sends, sends until it is certain, and knows what it is not certain of.</summary>
internal sealed class Outbox(
    IReplyStore store, IReadOnlyDictionary<string, AccountRoads> accounts, CardDesk cards, TurnLog turns, OutboxLog log, GatewayMetrics metrics, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>How long a conversation waits for an answer in the retry queue before its next turn may overtake it.</summary>
    private static readonly TimeSpan s_inOrder = TimeSpan.FromMinutes(1);

    private readonly RetryQueue _retries = new(log, time);
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _deferred = new();

    /// <summary>Replies that wait for another try.</summary>
    public int Waiting => _retries.Count;

    /// <summary>Starts the retry queue with what a restart finds. An answer that was on its way is in doubt, and repeats once.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await cards.StartAsync(ct);
        var open = await store.OpenRepliesAsync(ct);
        foreach (var (replyId, nextAt) in open) _retries.Add(replyId, nextAt ?? time.GetUtcNow());
        if (open.Count > 0) log.Resumed(open.Count);
        _retries.Start(RetryAsync);
    }

    /// <summary>Says everything, in order.</summary>
    /// <returns>How the turn ended; null while the retry queue holds its answer.</returns>
    /// <exception cref="StoreException">The answer could not be stored; nothing was sent.</exception>
    public async Task<TurnOutcome?> DeliverAsync(Turn turn, IAsyncEnumerable<Saying> sayings, CancellationToken ct)
    {
        TurnOutcome? outcome = null;
        await using var card = cards.For(turn, ct);
        await foreach (var saying in sayings.WithCancellation(ct))
        {
            switch (saying)
            {
                case Saying.Reply reply: outcome = await BeginAsync(turn, await card.TakeAsync(reply.Value), ct); break;
                case Saying.Draft draft: card.Open(draft); break;
                case Saying.Patience patience when !card.Shows: await BeginAsync(turn, patience.Note, ct); break;
            }
        }

        return outcome;
    }

    /// <summary>Waits for an answer that DingTalk refused for now, so that the next one does not overtake it; at most a minute, so that one does not hold up all.</summary>
    public async Task SettledAsync(Turn turn, CancellationToken ct)
    {
        if (!_deferred.TryGetValue(turn.Id, out var settled)) return;
        try
        {
            await settled.Task.WaitAsync(s_inOrder, time, ct);
        }
        catch (TimeoutException)
        {
            log.Overtaken(turn.Id);
        }
    }

    /// <summary>Stores a reply for the retry queue to send at once: for callers that may not wait for the network.</summary>
    public async Task PostAsync(NewReply reply, CancellationToken ct)
    {
        var (replyId, _) = await store.AddReplyAsync(cards.With(reply), first: null, time.GetUtcNow(), ct);
        _retries.Add(replyId, time.GetUtcNow());
    }

    /// <summary>One attempt without a row: for when the store itself is what fails. Never throws for DingTalk's sake.</summary>
    public async Task WarnAsync(Inbound inbound, string sentence, CancellationToken ct)
    {
        if (!accounts.TryGetValue(inbound.Account.Id, out var account) || account.For(inbound.Message) is not [var road, ..]) return;
        var result = await account.SendAsync(inbound.Message, road, new RobotText(sentence), ct);
        metrics.Sent(road, result.Kind.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _retries.DisposeAsync();
        await cards.DisposeAsync();
    }

    private async Task<TurnOutcome?> BeginAsync(Turn turn, NewReply said, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var reply = new Reply { Id = 0, Turn = turn, Text = said.Text, CreatedAt = now, Closes = said.Closes, Extras = said.Extras };
        var (plan, text) = Plan(reply);
        var first = plan.Begin(doubts: 0);
        var (replyId, partId) = await store.AddReplyAsync(said, first, now, ct);
        reply = reply with { Id = replyId };
        try
        {
            return first is null
                ? await RecordAsync(reply, plan.Stranded(now), ct)
                : await SendAsync(reply, plan, text, first with { Id = partId }, ct);
        }
#pragma warning disable CA1031 // It may be sent by now: only the retry queue, which reads what is recorded, may go on with it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.RetryFailed(replyId, e);
            Defer(reply, now + RetryQueue.AfterFault);
            return null;
        }
    }

    private async Task RetryAsync(long replyId, CancellationToken ct)
    {
        if (await store.LoadReplyAsync(replyId, ct) is not { } reply) return;
        var (plan, text) = Plan(reply);
        var now = time.GetUtcNow();
        if (reply.Closes is null)
        {
            // A note beside an answer: its moment has passed, and the answer's own turn goes on.
            await RecordAsync(reply, plan.Stranded(now), ct);
            return;
        }

        if (reply is { InFlight: true, Last: { } cut })
        {
            log.CutByRestart(reply.Turn.Id, cut.Number);
            await FollowAsync(reply, plan, text, cut, plan.After(cut, SendResult.Doubt("restart"), now), ct);
            return;
        }

        if (plan.Begin(reply.Last?.Doubts ?? 0) is not { } first)
        {
            await RecordAsync(reply, plan.Stranded(now), ct);
            return;
        }

        var open = new ReplyProgress(reply.Done, reply.PartsDone, reply.Rounds, ReplyState.Open, NextAt: null, Turn: null);
        var partId = await store.RecordAsync(reply.Id, result: null, open, first, now, ct);
        await SendAsync(reply, plan, text, first with { Id = partId }, ct);
    }

    private async Task<TurnOutcome?> SendAsync(Reply reply, DeliveryPlan plan, ReplyText text, Part part, CancellationToken ct)
    {
        var result = part.Road == Road.Card
            ? await cards.SendAsync(reply, part, text.Shown(part), ct)
            : await accounts[reply.Turn.Account].SendAsync(reply.Turn.Message, part.Road, text.Message(part), ct);
        metrics.Sent(part.Road, result.Kind.ToString());
        log.Attempted(reply.Turn.Id, part, result);
        return await FollowAsync(reply, plan, text, part, plan.After(part, result, time.GetUtcNow()), ct);
    }

    private async Task<TurnOutcome?> FollowAsync(Reply reply, DeliveryPlan plan, ReplyText text, Part part, Step step, CancellationToken ct)
    {
        if (step.Next is not { } next) return await RecordAsync(reply, step, ct, onCard: part.Road == Road.Card);
        var partId = await store.RecordAsync(reply.Id, step.Record, step.Progress, next, time.GetUtcNow(), ct);
        if (part.Road == Road.Card && step.Record?.State == PartState.Delivered) await cards.ArrivedAsync(reply, ct);
        return await SendAsync(reply, plan, text, next with { Id = partId }, ct);
    }

    /// <summary>The reply has ended, or waits.</summary>
    private async Task<TurnOutcome?> RecordAsync(Reply reply, Step step, CancellationToken ct, bool onCard = false)
    {
        var now = time.GetUtcNow();
        await store.RecordAsync(reply.Id, step.Record, step.Progress, next: null, now, ct);
        if (onCard && step.Progress.State == ReplyState.Delivered) await cards.ArrivedAsync(reply, ct);
        else if (step.Progress.State != ReplyState.Open) cards.Ended(reply, lost: step.Progress.State == ReplyState.Dead);
        if (step.Progress.NextAt is { } at) Defer(reply, at);
        else if (_deferred.TryRemove(reply.Turn.Id, out var settled)) settled.SetResult();
        if (step.Progress.State == ReplyState.Dead && reply.Closes is not null) log.Dead(reply.Turn.Id, reply.Id);
        if (step.Progress.Turn is { } outcome) turns.Closed(reply.Turn, outcome, now - reply.Turn.ReceivedAt);
        return step.Progress.Turn;
    }

    private void Defer(Reply reply, DateTimeOffset at)
    {
        if (reply.Closes is not null) _deferred.TryAdd(reply.Turn.Id, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _retries.Add(reply.Id, at);
    }

    private (DeliveryPlan Plan, ReplyText Text) Plan(Reply reply)
    {
        // An account that left the configuration has no roads; its replies end as undelivered.
        var account = accounts.GetValueOrDefault(reply.Turn.Account);
        var text = new ReplyText(reply.Text, account?.Reply ?? new());
        return (new DeliveryPlan(reply, text, [.. cards.Carries(reply) ? [Road.Card] : Array.Empty<Road>(), .. account?.For(reply.Turn.Message) ?? []]), text);
    }
}
