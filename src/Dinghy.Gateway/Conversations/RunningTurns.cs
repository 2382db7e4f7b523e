using System.Collections.Concurrent;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>The turns that run now, so that somebody who may can end one. Who may is the caller's to check.</summary>
internal sealed class RunningTurns
{
    private readonly ConcurrentDictionary<long, Running> _running = new();

    /// <summary>For the time of the turn; its token goes into <see cref="TurnContext.Stopped"/>.</summary>
    public Running Begin(Turn turn) => _running[turn.Id] = new Running(this, turn);

    /// <returns>False: it does not run (any more).</returns>
    public bool Stop(long turnId)
    {
        if (!_running.TryGetValue(turnId, out var running)) return false;
        running.Stop();
        return true;
    }

    /// <returns>How many of the conversation's turns were told to end.</returns>
    public int StopConversation(string conversation) =>
        _running.Values.Where(running => running.Turn.Conversation == conversation).Count(running => Stop(running.Turn.Id));

    internal sealed class Running(RunningTurns all, Turn turn) : IDisposable
    {
        private readonly CancellationTokenSource _stopped = new();
        private readonly Lock _gate = new();
        private bool _ended;

        public Turn Turn => turn;

        public CancellationToken Stopped => _stopped.Token;

        public void Dispose()
        {
            all._running.TryRemove(turn.Id, out _);
            lock (_gate) _ended = true;
            _stopped.Dispose();
        }

        internal void Stop()
        {
            lock (_gate)
                if (!_ended) _stopped.Cancel();
        }
    }
}
