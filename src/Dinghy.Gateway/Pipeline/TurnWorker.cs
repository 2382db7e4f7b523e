using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Runs turns through the pipeline and sees to it that each ends, whatever happens: one bad message never stops a mailbox.</summary>
internal sealed class TurnWorker : IAsyncDisposable
{
    private readonly RunningTurns _running;
    private readonly Inbox.Inbox _inbox;
    private readonly Outbox.Outbox _outbox;
    private readonly PipelineLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Mailboxes _mailboxes;
    private volatile Rooms _rooms;

    /// <summary>What a configuration made; replaced as one.</summary>
    private sealed record Rooms(TurnPipeline Pipeline, ConversationStore Conversations, InboxConfig Config);

    public TurnWorker(
        TurnPipeline pipeline, ConversationStore conversations, RunningTurns running, Inbox.Inbox inbox, Outbox.Outbox outbox, InboxConfig config, PipelineLog log, TimeProvider time)
    {
        (_rooms, _running, _inbox, _outbox, _log, _time) = (new(pipeline, conversations, config), running, inbox, outbox, log, time);
        _mailboxes = new Mailboxes(WorkAsync, config.MaxWaiting);
    }

    /// <summary>Turns that wait or run.</summary>
    public int Count => _mailboxes.Count;

    /// <summary>From the next message on these rooms; a turn that runs ends in those it began in.</summary>
    public void Use(TurnPipeline pipeline, ConversationStore conversations, InboxConfig config)
    {
        _rooms = new(pipeline, conversations, config);
        _mailboxes.Bound(config.MaxWaiting);
    }

    /// <summary>Takes up what the last run left.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        var backlog = await _inbox.ResumeAsync(_rooms.Config.MaxAge, ct);
        // All are known before the first begins: a stop among them ends what came before it, as it would have then.
        _mailboxes.Resume([.. backlog.Fresh.Select(Enter).Select(running => (running.Turn, running.Lane))]);
        await EndAsync(backlog.Expired, Reasons.Expired, ct);
        await EndAsync(backlog.Hopeless, Reasons.GivenUp, ct);
    }

    public Task AcceptAsync(Inbound inbound, CancellationToken ct) => _rooms.Pipeline.AcceptAsync(inbound, Post, ct);

    /// <summary>Takes nothing more; what runs may end until <paramref name="patience"/>, then it is parked in the store.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        var quiet = _mailboxes.CloseAsync();
        try
        {
            await quiet.WaitAsync(patience, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            _log.Parking(_mailboxes.Count);
            await _stop.CancelAsync();
            await quiet;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _mailboxes.Dispose();
        _stop.Dispose();
    }

    /// <summary>Runs a turn that was stored otherwise than by <see cref="AcceptAsync"/>: one that was due. Quick: it is called on the store's writing thread.</summary>
    public void Take(Turn turn) => Post(turn);

    private void Post(Turn turn)
    {
        var running = Enter(turn);
        if (!_mailboxes.Post(turn, lane: running.Lane))
        {
            running.Dispose();
            _ = RefuseBusyAsync(turn);
            return;
        }

        // After it waits: one that begins now looks at what waits, and one that had begun is found here.
        if (_running.GivingWay(turn.Conversation) is { IsAnswered: false } other && IsNext(turn, other)) other.Stop(Reasons.Superseded);
    }

    private RunningTurns.Running Enter(Turn turn)
    {
        var pipeline = _rooms.Pipeline;
        var running = _running.Wait(turn, pipeline.LaneOf(turn));
        if (running.Lane == Lane.Stop) pipeline.Stop(running);
        return running;
    }

    /// <summary>It takes the other's place where that gives way: the same person's later question.</summary>
    private bool IsNext(Turn turn, RunningTurns.Running other) =>
        turn.Id > other.Turn.Id && PersonKey.Of(turn.Message) == PersonKey.Of(other.Turn.Message) && _rooms.Pipeline.MayJoin(turn);

    private async Task WorkAsync(Turn turn)
    {
        using var running = _running.Begin(turn);
        var joining = new Joining(turn, _mailboxes, other => _rooms.Pipeline.MayJoin(other));
        await WorkAsync(running, joining);
        foreach (var taken in joining.Taken) await ReleaseAsync(taken);
    }

    /// <summary>A turn that another one took up ends with it. Where nothing of that was stored, it waits again.</summary>
    private async Task ReleaseAsync(Turn taken)
    {
        var open = true;
        try
        {
            // A parked one is the next start's.
            if (!_stop.IsCancellationRequested) open = await _inbox.IsOpenAsync(taken, _stop.Token);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // Asked once more when its turn comes: an answer of a turn that has ended is not stored.
        }

        if (open) _mailboxes.PutBack(taken);
        else _running.Find(taken.Id)?.Dispose();
    }

    private async Task WorkAsync(RunningTurns.Running running, Joining joining)
    {
        var turn = running.Turn;
        for (var pause = StorePatience.First; ; pause = StorePatience.Longer(pause))
        {
            try
            {
                var outcome = await _rooms.Pipeline.RunAsync(running, joining, _stop.Token);
                running.IsAnswered = true;
                if (outcome is null) await _outbox.SettledAsync(turn, _stop.Token);
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return; // Still open in the store: the next start runs it again.
            }
            catch (StoreException e)
            {
                _log.StoreFailed(turn.Id, e);
            }
#pragma warning disable CA1031 // The guard: this turn ends as failed, the mailbox goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _log.Crashed(turn.Id, e);
                await TellAsync(turn, Reasons.Crashed);
                return;
            }

            // Nothing was said yet: what could not be read was needed to begin. Wait for the disk, keep the order.
            if (!await WaitedAsync(pause)) return;
        }
    }

    private async Task RefuseBusyAsync(Turn turn)
    {
        await Task.Yield(); // Posting happens on the store's writing thread, which must not wait.
        _log.Busy(turn.Id, _rooms.Config.MaxWaiting);
        await TellAsync(turn, Reasons.Busy);
    }

    /// <summary>Ends a turn that has no mailbox to come back to: tries until the disk takes the sentence or we stop.</summary>
    private async Task TellAsync(Turn turn, string reason)
    {
        for (var pause = StorePatience.First; ; pause = StorePatience.Longer(pause))
        {
            try
            {
                await EndAsync(turn, reason, _stop.Token);
                return;
            }
            catch (StoreException e)
            {
                _log.StoreFailed(turn.Id, e);
            }
#pragma warning disable CA1031 // It stays open in the store; the next start takes it up.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _log.Unended(turn.Id, e);
                return;
            }

            if (!await WaitedAsync(pause)) return;
        }
    }

    /// <returns>False: we stop.</returns>
    private async Task<bool> WaitedAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>One sentence per conversation; the older turns of each end silently.</summary>
    private async Task EndAsync(IReadOnlyList<Turn> turns, string reason, CancellationToken ct)
    {
        foreach (var conversation in turns.GroupBy(turn => turn.Conversation, StringComparer.Ordinal))
        {
            foreach (var older in conversation.SkipLast(1))
            {
                await _inbox.CloseAsync(older, TurnOutcome.Failed(reason), ct);
                _outbox.Silent(older);
            }

            await EndAsync(conversation.Last(), reason, ct);
        }
    }

    private async Task EndAsync(Turn turn, string reason, CancellationToken ct)
    {
        // Nobody waits for what was due; whoever made it hears of it another way.
        if (MadeIds.IsMade(turn.MessageId) && ApprovalTurn.Of(turn.MessageId) is not { IsQuestion: false }) await _inbox.CloseAsync(turn, TurnOutcome.Failed(reason), ct);
        else await _outbox.PostAsync(ReplyComposer.Fault(await _rooms.Conversations.OpenAsync(turn, Route.None, ct), reason), ct);
    }
}
