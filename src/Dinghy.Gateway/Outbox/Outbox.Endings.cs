using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>How a reply ends, or comes to wait.</summary>
internal sealed partial class Outbox
{
    /// <summary>The reply has ended, or waits.</summary>
    private async Task<TurnOutcome?> RecordAsync(Reply reply, Step step, CancellationToken ct, bool onCard = false)
    {
        var now = time.GetUtcNow();
        var carried = step.Progress.Turn is { } end ? reply.Carries.Select(other => (other.Turn, Outcome: Shared(other, step.Progress.State, end))).ToList() : [];
        var progress = step.Progress with { Carried = [.. carried.Select(other => (other.Turn.Id, other.Outcome))] };
        await store.RecordAsync(reply.Id, step.Record, progress, next: null, now, ct);
        if (onCard && step.Progress.State == ReplyState.Delivered) await cards.ArrivedAsync(reply);
        else if (step.Progress.State != ReplyState.Open) cards.Ended(reply, lost: step.Progress.State == ReplyState.Dead);
        if (step.Progress.State != ReplyState.Open || step.Progress.NextAt is not null) _minute.Drop(reply.Id);
        if (step.Progress.NextAt is { } at) Defer(reply, at);
        else if (reply.Closes is not null && _deferred.TryRemove(reply.Turn.Id, out var settled)) settled.SetResult();
        Told(reply.Id);
        if (step.Progress.State == ReplyState.Dead && !reply.IsNote) log.Dead(reply.Turn.Id, reply.Id);
        if (step.Progress.Turn is { } outcome) turns.Closed(reply.Turn, outcome, now - reply.Turn.ReceivedAt);
        foreach (var (turn, shared) in carried)
        {
            turns.Closed(turn, shared, now - turn.ReceivedAt);
            if (_deferred.TryRemove(turn.Id, out var waited)) waited.SetResult();
        }

        return step.Progress.Turn;
    }

    /// <summary>A reply that this version can not read ends: it must not keep others from theirs, nor come back for ever.</summary>
    private async Task<Reply?> LoadAsync(long replyId, CancellationToken ct)
    {
        try
        {
            return await store.LoadReplyAsync(replyId, ct);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            log.Unreadable(replyId, e);
            await store.BreakOffReplyAsync(replyId, TurnOutcome.Failed(Reasons.Crashed), time.GetUtcNow(), ct);
            _minute.Drop(replyId);
            return null;
        }
    }

    /// <summary>Somebody ended the turn before its answer was stored: that stays the end of it.</summary>
    private TurnOutcome? Refused(Turn turn)
    {
        log.EndedBefore(turn.Id);
        cards.Ended(turn, CardEnd.Stopped);
        return null;
    }

    /// <summary>What went with another arrived as it did.</summary>
    private static TurnOutcome Shared(CarriedReply carried, ReplyState state, TurnOutcome end) => state switch
    {
        ReplyState.Dead => TurnOutcome.Failed(end.Reason == Reasons.RobotChanged ? Reasons.RobotChanged : Reasons.Undelivered),
        _ when end.Reason == Reasons.InDoubt => carried.Closes with { Reason = Reasons.InDoubt },
        _ => carried.Closes,
    };

    /// <summary>Replies that an operator opened again; the store has them as waiting.</summary>
    public void SendAgain(IReadOnlyList<long> replies)
    {
        foreach (var reply in replies) _retries.Add(reply, time.GetUtcNow());
    }

    private void Defer(Reply reply, DateTimeOffset at)
    {
        if (reply.Closes is not null) _deferred.TryAdd(reply.Turn.Id, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _retries.Add(reply.Id, at);
    }
}
