using System.Collections.Concurrent;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>Stores before it sends, sends until it is certain, and knows what it is not certain of.</summary>
internal sealed partial class Outbox(
    IGatewayStore store, IReadOnlyDictionary<string, AccountRoads> accounts, CardDesk cards, TurnLog turns, OutboxLog log, GatewayMetrics metrics, TimeProvider time,
    LastCall? lastCall = null) : IAsyncDisposable
{
    /// <summary>How long a conversation waits for an answer in the retry queue before its next turn may overtake it.</summary>
    private static readonly TimeSpan s_inOrder = TimeSpan.FromMinutes(1);

    /// <summary>How soon a reply looks again that comes after one that is on its way.</summary>
    private static readonly TimeSpan s_behind = TimeSpan.FromSeconds(1);

    private readonly RetryQueue _retries = new(log, time, lastCall);
    private readonly MinuteLimit _minute = new(store, accounts, time);
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _deferred = new();

    /// <summary>Replies that wait for another try.</summary>
    public int Waiting => _retries.Count;

    /// <summary>Messages that wait for the limit a minute.</summary>
    public int WaitingForMinute => _minute.Waiting;

    /// <summary>Starts the retry queue with what a restart finds. An answer that was on its way is in doubt, and repeats once.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await cards.StartAsync(ct);
        var open = await store.OpenRepliesAsync(ct);
        await _minute.StartAsync(open.Where(reply => reply.NextAt is not null).OrderBy(reply => reply.NextAt).Select(reply => (reply.ReplyId, reply.NextAt!.Value)), ct);
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
        // What was due is no message that could be reacted to.
        await using var reaction = MadeIds.IsMade(turn.MessageId) ? null : accounts.GetValueOrDefault(turn.Account)?.Reactions?.Begin(turn, lastCall);
        await using var card = cards.For(turn, ct);
        await foreach (var saying in sayings.WithCancellation(ct))
        {
            switch (saying)
            {
                case Saying.Reply reply: outcome = await BeginAsync(turn, await card.TakeAsync(reply.Value) with { Run = RunRecorder.Current?.Snapshot() }, ct); break;
                case Saying.Nothing nothing:
                    outcome = await EndAsync(turn, nothing, ct);
                    await card.EndAsync(nothing.Outcome);
                    break;
                case Saying.Draft draft: card.Open(draft); continue;
                case Saying.Patience patience when !card.Shows: await NoteAsync(turn, patience.Note, ct); break;
                default: continue;
            }

            reaction?.Seen();
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
        var added = await store.AddReplyAsync(cards.With(reply), first: null, time.GetUtcNow(), ct);
        if (!added.IsRefused) _retries.Add(added.ReplyId, time.GetUtcNow());
    }

    /// <summary>The same for what goes beside an answer that is still being made: the card that shows the answer is not its road.</summary>
    public async Task PostBesideAsync(NewReply reply, CancellationToken ct)
    {
        var added = await store.AddReplyAsync(reply, first: null, time.GetUtcNow(), ct);
        if (!added.IsRefused) _retries.Add(added.ReplyId, time.GetUtcNow());
    }

    /// <summary>A turn ended without a reply: a card that shows it at work is closed.</summary>
    public void Silent(Turn turn) => cards.Ended(turn, CardEnd.Interrupted);

    /// <summary>Says something without a row: for when the store itself is what fails, and to people of whom nothing may be stored. One attempt a road; never throws for DingTalk's sake.</summary>
    /// <returns>False: no road took it.</returns>
    public async Task<bool> WarnAsync(Inbound inbound, string sentence, CancellationToken ct)
    {
        if (!accounts.TryGetValue(inbound.Account.Id, out var account)) return false;
        foreach (var road in account.For(inbound.Message))
        {
            var result = await account.SendAsync(inbound.Message, road, new RobotText(sentence), ct);
            metrics.Sent(road, result.Kind.ToString());
            if (result.Kind != SendKind.Refused) return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _retries.DisposeAsync();
        await cards.DisposeAsync();
    }

    private async Task<TurnOutcome?> BeginAsync(Turn turn, NewReply said, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var reply = new Reply { Id = 0, Turn = turn, Text = said.Text, CreatedAt = now, Closes = said.Closes, Extras = said.Extras, Carries = Carried(said) };
        var (plan, text) = Plan(reply);
        var first = plan.Begin(doubts: 0);
        if (first is not null && _minute.Take(reply, first) is { } until) return await PostponeAsync(reply, said, first, text, until, ct);
        var added = await AddAsync(turn, said, first, ct);
        if (added.IsRefused) return Refused(turn);
        reply = reply with { Id = added.ReplyId };
        var outcome = await GuardedAsync(reply.Id, () => Defer(reply, now + RetryQueue.AfterFault), () => first is null
            ? RecordAsync(reply, plan.Stranded(now), ct)
            : SendAsync(reply, plan, text, first with { Id = added.PartId }, ct));
        foreach (var then in added.Then)
            outcome = await GuardedAsync(then, () => _retries.Add(then, now + RetryQueue.AfterFault), () => RetryAsync(then, ct)) ?? outcome;
        return outcome;
    }

    private async Task<TurnOutcome?> GuardedAsync(long replyId, Action later, Func<Task<TurnOutcome?>> send)
    {
        try
        {
            return await send();
        }
#pragma warning disable CA1031 // It may be sent by now: only the retry queue, which reads what is recorded, may go on with it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.RetryFailed(replyId, e);
            later();
            return null;
        }
    }

    /// <summary>Its turn stays open, and its conversation goes on: what comes after it waits behind it.</summary>
    private async Task<TurnOutcome?> PostponeAsync(Reply reply, NewReply said, Part first, ReplyText text, DateTimeOffset until, CancellationToken ct)
    {
        // A note is worth saying now or not at all.
        if (reply.IsNote) return null;
        var added = await AddAsync(reply.Turn, said with { NotBefore = until }, first: null, ct);
        if (added.IsRefused) return Refused(reply.Turn);
        Wait(reply with { Id = added.ReplyId }, first, text, isFirst: true);
        foreach (var then in added.Then) _retries.Add(then, until);
        return null;
    }

    private void Wait(Reply reply, Part part, ReplyText text, bool isFirst = false)
    {
        var until = _minute.Reserve(reply, part, text);
        // Too many: the conversation slows down, as for an answer that DingTalk refused. Before it is queued, since it may end at once.
        if (isFirst && reply.Closes is not null && _minute.IsCrowded(reply)) _deferred.TryAdd(reply.Turn.Id, new(TaskCreationOptions.RunContinuationsAsynchronously));
        log.WaitsForMinute(reply.Turn.Id, until);
        _retries.Add(reply.Id, until);
    }

    private async Task<TurnOutcome?> RetryAsync(long replyId, CancellationToken ct)
    {
        if (!_minute.TryWake(replyId)) return null;
        try
        {
            return await TryAgainAsync(replyId, ct);
        }
        finally
        {
            foreach (var next in _minute.Sleep(replyId)) _retries.Add(next, time.GetUtcNow());
        }
    }

    private async Task<TurnOutcome?> TryAgainAsync(long replyId, CancellationToken ct)
    {
        if (await LoadAsync(replyId, ct) is not { } reply) return null;
        var (plan, text) = Plan(reply);
        var now = time.GetUtcNow();

        // A note beside an answer: its moment has passed, and the answer's own turn goes on.
        if (reply.IsNote) return await RecordAsync(reply, plan.Stranded(now), ct);

        // What comes after an answer that waits comes after it, over restarts too.
        if (reply.Ahead is (true, var ahead))
        {
            _retries.Add(replyId, ahead > now ? ahead.Value : now + s_behind);
            return null;
        }

        if (reply is { InFlight: true, Last: { } cut })
        {
            log.CutByRestart(reply.Turn.Id, cut.Number);
            if (reply.Closes is not null && accounts.GetValueOrDefault(reply.Turn.Account)?.Reactions is { } reactions) await reactions.RecallAsync(reply.Turn, ct);
            return await FollowAsync(reply, plan, text, cut, plan.After(cut, SendResult.Doubt("restart"), now), ct);
        }

        if (plan.Begin(reply.Last?.Doubts ?? 0) is not { } first) return await RecordAsync(reply, plan.Stranded(now), ct);
        var open = new ReplyProgress(reply.Done, reply.PartsDone, reply.Rounds, ReplyState.Open, NextAt: null, Turn: null);
        if (_minute.Take(reply, first) is { } until)
        {
            await store.RecordAsync(reply.Id, result: null, open with { NextAt = until, WaitsForMinute = true }, next: null, now, ct);
            Wait(reply, first, text);
            return null;
        }

        if (await _minute.MergeAsync(reply, ct) is var (merged, sooner))
        {
            log.Merged(reply.Turn.Id, merged.Carries.Count);
            metrics.Merged(merged.Carries.Count);
            foreach (var (other, at) in sooner) _retries.Move(other, at);
            reply = merged;
            (plan, text) = Plan(reply);
            first = plan.Begin(doubts: 0) ?? first;
        }

        var partId = await store.RecordAsync(reply.Id, result: null, open, first, now, ct);
        return await SendAsync(reply, plan, text, first with { Id = partId }, ct);
    }

    private async Task<TurnOutcome?> SendAsync(Reply reply, DeliveryPlan plan, ReplyText text, Part part, CancellationToken ct)
    {
        var result = part.Road == Road.Card
            ? await cards.SendAsync(reply, part, text.Shown(part), ct)
            : await accounts[reply.Turn.Account].SendAsync(reply, part, text, ct);
        metrics.Sent(part.Road, result.Kind.ToString());
        log.Attempted(reply.Turn.Id, part, result);
        return await FollowAsync(reply, plan, text, part, plan.After(part, result, time.GetUtcNow()), ct);
    }

    private async Task<TurnOutcome?> FollowAsync(Reply reply, DeliveryPlan plan, ReplyText text, Part part, Step step, CancellationToken ct)
    {
        if (step.Next is not { } next) return await RecordAsync(reply, step, ct, onCard: part.Road == Road.Card);
        // A card does not count; the message in its place does.
        if (next.Number == part.Number && part.Road != Road.Card)
        {
            if (step.Record?.State == PartState.InDoubt) _minute.Note(reply);
        }
        else if (_minute.Take(reply, next) is { } until)
        {
            await store.RecordAsync(reply.Id, step.Record, step.Progress with { NextAt = until, WaitsForMinute = true }, next: null, time.GetUtcNow(), ct);
            if (part.Road == Road.Card && step.Record?.State == PartState.Delivered) await cards.ArrivedAsync(reply);
            Wait(reply, next, text);
            return null;
        }

        var partId = await store.RecordAsync(reply.Id, step.Record, step.Progress, next, time.GetUtcNow(), ct);
        if (part.Road == Road.Card && step.Record?.State == PartState.Delivered) await cards.ArrivedAsync(reply);
        return await SendAsync(reply, plan, text, next with { Id = partId }, ct);
    }

    private (DeliveryPlan Plan, ReplyText Text) Plan(Reply reply)
    {
        // An account that left the configuration has no roads; its replies end as undelivered.
        var account = accounts.GetValueOrDefault(reply.Turn.Account);
        var text = new ReplyText(reply.Text, account?.Reply ?? new(), reply.Extras);
        text.Because(reply.FileError);
        return (new DeliveryPlan(reply, text, [.. cards.Carries(reply) ? [Road.Card] : Array.Empty<Road>(), .. account?.For(reply) ?? []]), text);
    }
}
