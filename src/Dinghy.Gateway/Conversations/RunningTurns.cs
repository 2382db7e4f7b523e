using System.Collections.Concurrent;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>The turns that wait or run now, so that somebody who may can end one. Who may is the caller's to check.</summary>
internal sealed class RunningTurns
{
    private readonly ConcurrentDictionary<long, Running> _running = new();
    private readonly ConcurrentDictionary<string, Running> _givingWay = new(StringComparer.Ordinal);

    /// <summary>Hears of a conversation in which a turn begins to wait or ends: quick, and must not throw.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>From posting on; a turn that is stopped while it waits ends when its turn comes.</summary>
    public Running Wait(Turn turn, Lane lane)
    {
        var running = _running[turn.Id] = new Running(this, turn, lane);
        Changed(turn.Conversation);
        return running;
    }

    /// <summary>For the time of the turn; its token goes into <see cref="TurnContext.Stopped"/>.</summary>
    public Running Begin(Turn turn)
    {
        var running = _running.GetOrAdd(turn.Id, _ => new Running(this, turn, Lane.Queue));
        running.HasBegun = true;
        return running;
    }

    /// <summary>Null: it neither waits nor runs.</summary>
    public Running? Find(long turnId) => _running.GetValueOrDefault(turnId);

    /// <summary>What waits or runs in a conversation, oldest first.</summary>
    public IReadOnlyList<Running> Of(string conversation) =>
        [.. _running.Values.Where(running => running.Turn.Conversation == conversation).OrderBy(running => running.Turn.Id)];

    /// <summary>The turn of a conversation that gives way to its person's next question; null: there is none.</summary>
    public Running? GivingWay(string conversation) => _givingWay.GetValueOrDefault(conversation);

    /// <returns>False: it does not run (any more), or was stopped before.</returns>
    public bool Stop(long turnId)
    {
        if (!_running.TryGetValue(turnId, out var running) || running.IsStopped || running.IsAnswered) return false;
        running.Stop();
        return true;
    }

    internal sealed class Running(RunningTurns all, Turn turn, Lane lane) : IDisposable
    {
        private readonly CancellationTokenSource _stopped = new();
        private readonly Lock _gate = new();
        private bool _ended;

        public Turn Turn => turn;

        public Lane Lane => lane;

        public bool HasBegun { get; set; }

        public CancellationToken Stopped => _stopped.Token;

        /// <summary>Somebody ended it; it may not have noticed yet.</summary>
        public bool IsStopped { get; private set; }

        /// <summary>Why it was ended, as a code of <see cref="Reasons"/>.</summary>
        public string StopReason { get; private set; } = Reasons.Stopped;

        /// <summary>Its answer is whole and stored, and comes: it can not be ended any more, though it may still wait to be sent.</summary>
        public bool IsAnswered { get; set; }

        /// <summary>From now on it gives way to its person's next question.</summary>
        public void GiveWay() => all._givingWay[turn.Conversation] = this;

        /// <summary>Of a turn that is a stop: what it ended, and whether that had begun by then.</summary>
        public IReadOnlyList<(long TurnId, bool HadBegun)> Ended { get; set; } = [];

        public void Dispose()
        {
            all._running.TryRemove(turn.Id, out _);
            all._givingWay.TryRemove(KeyValuePair.Create(turn.Conversation, this));
            lock (_gate)
            {
                if (_ended) return;
                _ended = true;
            }

            _stopped.Dispose();
            all.Changed(turn.Conversation);
        }

        /// <summary>Returns at once: what listens is told on another thread, since whoever posts may not wait for it.</summary>
        internal void Stop(string reason = Reasons.Stopped)
        {
            lock (_gate)
            {
                // The first reason holds.
                if (!IsStopped) StopReason = reason;
                IsStopped = true;
                if (!_ended) _ = _stopped.CancelAsync();
            }
        }
    }
}
