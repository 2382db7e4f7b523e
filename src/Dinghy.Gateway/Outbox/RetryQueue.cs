using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>Wakes replies when they are due. Holds ids and times only; the replies lie in the store, which is also its bound.</summary>
internal sealed class RetryQueue(OutboxLog log, TimeProvider time, LastCall? lastCall = null) : IAsyncDisposable
{
    private const int AtOnce = 16;

    /// <summary>How soon a reply is tried again when the store itself failed.</summary>
    public static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    /// <summary>What is on its way at a stop may arrive: cut, it would be in doubt.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_never = 2 * Backoff.LongestAsked;

    private readonly Lock _gate = new();
    // Of one time, the older reply first: it may be of the same chat.
    private readonly PriorityQueue<long, (DateTimeOffset At, long ReplyId)> _due = new();
    private readonly HashSet<long> _inWork = [];
    private readonly HashSet<long> _cameMeanwhile = [];
    private readonly SemaphoreSlim _running = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cut = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;

    public int Count { get { lock (_gate) return _due.Count; } }

    public void Add(long replyId, DateTimeOffset at)
    {
        lock (_gate)
        {
            _due.Enqueue(replyId, (at, replyId));
            _changed.TrySetResult();
        }
    }

    /// <summary>Another time for one that waits; one that is being tried is left alone.</summary>
    public void Move(long replyId, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_due.Remove(replyId, out _, out _)) return;
            _due.Enqueue(replyId, (at, replyId));
            _changed.TrySetResult();
        }
    }

    public void Start(Func<long, CancellationToken, Task> retry) => _loop = Task.Run(() => LoopAsync(retry));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        if (_running.CurrentCount < AtOnce) await LastOnesAsync();
        _cut.Dispose();
        _stop.Dispose();
        _running.Dispose();
    }

    private async Task LastOnesAsync()
    {
        await using var grace = time.CreateTimer(_ => _cut.Cancel(), null, lastCall?.Left(s_grace) ?? s_grace, Timeout.InfiniteTimeSpan);
        for (var i = 0; i < AtOnce; i++) await _running.WaitAsync();
    }

    private async Task LoopAsync(Func<long, CancellationToken, Task> retry)
    {
        try
        {
            while (true)
            {
                var replyId = await NextAsync();
                await _running.WaitAsync(_stop.Token);
                _ = RunAsync(replyId, retry);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What waits is in the store.
        }
    }

    private async Task<long> NextAsync()
    {
        while (true)
        {
            Task changed;
            var wait = Timeout.InfiniteTimeSpan;
            lock (_gate)
            {
                if (_due.TryPeek(out var replyId, out var due))
                {
                    wait = due.At - time.GetUtcNow();
                    // Nobody is told to wait this long: the clock was wrong then, or is now. And no timer could hold a year.
                    if (wait <= TimeSpan.Zero || wait > s_never) { _due.Dequeue(); return replyId; }
                }

                if (_changed.Task.IsCompleted) _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            using var sleep = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(changed, Task.Delay(wait, time, sleep.Token));
            await sleep.CancelAsync();
            _stop.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task RunAsync(long replyId, Func<long, CancellationToken, Task> retry)
    {
        if (!Begin(replyId)) return;
        try
        {
            await Task.Yield();
            await retry(replyId, _cut.Token);
        }
        catch (OperationCanceledException) when (_cut.IsCancellationRequested)
        {
            // The next start finds it.
        }
        catch (StoreException e)
        {
            log.RetryFailed(replyId, e);
            Add(replyId, time.GetUtcNow() + AfterFault);
        }
#pragma warning disable CA1031 // One reply must not end the queue.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.RetryCrashed(replyId, e);
            Add(replyId, time.GetUtcNow() + Backoff.Longest);
        }
        finally
        {
            End(replyId);
        }
    }

    /// <summary>Never twice at once: the second would take the first one's attempt for one that a crash cut off, and repeat it.</summary>
    private bool Begin(long replyId)
    {
        lock (_gate)
        {
            if (_inWork.Add(replyId)) return true;
            _cameMeanwhile.Add(replyId);
        }

        _running.Release();
        return false;
    }

    private void End(long replyId)
    {
        bool again;
        lock (_gate)
        {
            _inWork.Remove(replyId);
            again = _cameMeanwhile.Remove(replyId);
        }

        _running.Release();
        if (again) Add(replyId, time.GetUtcNow());
    }
}
