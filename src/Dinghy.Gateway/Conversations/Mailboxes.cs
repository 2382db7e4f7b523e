using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>One mailbox per conversation and lane: order inside, freedom between.</summary>
/// <param name="work">Runs one turn; must not throw.</param>
/// <param name="maxWaiting">Turns that may wait in one mailbox, the running one not counted.</param>
/// <param name="maxRunning">Turns that may run at once over all mailboxes; the rest wait their turn.</param>
internal sealed class Mailboxes(Func<Turn, Task> work, int maxWaiting, int maxRunning = 512) : IDisposable
{
    private readonly Lock _gate = new();
    private int _maxWaiting = maxWaiting;
    private readonly Dictionary<(string Conversation, Lane Lane), LinkedList<Turn>> _boxes = [];
    private readonly SemaphoreSlim _running = new(maxRunning, maxRunning);
    private TaskCompletionSource? _quiet;
    private bool _closed;

    /// <summary>Turns that wait or run.</summary>
    public int Count { get; private set; }

    /// <summary>A new bound for what comes from now on.</summary>
    public void Bound(int waiting)
    {
        lock (_gate) _maxWaiting = waiting;
    }

    /// <summary>Queues a turn. False: the mailbox is full, and the turn is not in it.</summary>
    /// <param name="turn">Stored already.</param>
    /// <param name="resumed">A restart's backlog is on disk, so it may exceed the bound.</param>
    /// <param name="lane">What it need not wait for.</param>
    public bool Post(Turn turn, bool resumed = false, Lane lane = Lane.Queue)
    {
        var key = (turn.Conversation, lane);
        lock (_gate)
        {
            // Stopping: the turn stays open in the store and the next start finds it.
            if (_closed) return true;
            if (_boxes.TryGetValue(key, out var box))
            {
                if (box.Count >= _maxWaiting && !resumed) return false;
                box.AddLast(turn);
                Count++;
                return true;
            }

            box = new LinkedList<Turn>();
            box.AddLast(turn);
            _boxes.Add(key, box);
            Count++;
            _ = Task.Run(() => LoopAsync(key, box));
            return true;
        }
    }

    /// <summary>All before the first begins: what one of them takes up of the others must be there.</summary>
    public void Resume(IEnumerable<(Turn Turn, Lane Lane)> turns)
    {
        lock (_gate)
            foreach (var (turn, lane) in turns) Post(turn, resumed: true, lane);
    }

    /// <summary>Takes turns out of what waits for the one that runs.</summary>
    /// <param name="conversation">Whose queue.</param>
    /// <param name="choose">Of what waits, oldest first; null: nothing. Quick, and must not throw.</param>
    /// <returns>What was chosen; it is not waited for or run here any more.</returns>
    public IReadOnlyList<Turn>? Take(string conversation, Func<IReadOnlyList<Turn>, IReadOnlyList<Turn>?> choose)
    {
        lock (_gate)
        {
            if (!_boxes.TryGetValue((conversation, Lane.Queue), out var box) || box.Count == 0) return null;
            if (choose([.. box]) is not { } chosen) return null;
            foreach (var turn in chosen) if (box.Remove(turn)) Count--;
            return chosen;
        }
    }

    /// <summary>Queues a turn that was taken again, before all that came after it.</summary>
    public void PutBack(Turn turn)
    {
        lock (_gate)
        {
            if (_closed) return;
            if (!_boxes.TryGetValue((turn.Conversation, Lane.Queue), out var box))
            {
                Post(turn, resumed: true);
                return;
            }

            Count++;
            var later = box.First;
            while (later is not null && later.Value.Id < turn.Id) later = later.Next;
            if (later is null) box.AddLast(turn);
            else box.AddBefore(later, turn);
        }
    }

    /// <summary>Takes nothing more and ends when what runs has ended; what still waits stays in the store.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var box in _boxes.Values) { Count -= box.Count; box.Clear(); }
            return _boxes.Count == 0 ? Task.CompletedTask : (_quiet ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Dispose() => _running.Dispose();

    private bool IsClosed { get { lock (_gate) return _closed; } }

    private async Task LoopAsync((string Conversation, Lane Lane) key, LinkedList<Turn> box)
    {
        while (Next(key, box) is { } turn)
        {
            // A stop must not wait for the very turns that it is to end.
            var counted = key.Lane != Lane.Stop;
            if (counted) await _running.WaitAsync();
            try
            {
                // What closing overtook while it waited for a free place stays in the store.
                if (!IsClosed) await work(turn);
            }
            finally
            {
                if (counted) _running.Release();
                lock (_gate) Count--;
            }
        }
    }

    private Turn? Next((string Conversation, Lane Lane) key, LinkedList<Turn> box)
    {
        lock (_gate)
        {
            if (box.First is { Value: var turn })
            {
                box.RemoveFirst();
                return turn;
            }

            _boxes.Remove(key);
            if (_boxes.Count == 0) _quiet?.TrySetResult();
            return null;
        }
    }
}
