namespace Dinghy.Gateway.Pipeline;

/// <summary>Looks at what is due, and again after the pause that each look tells, or at once when something changed. A look that fails ends nothing.</summary>
/// <param name="afterFault">How soon it looks again after a failure.</param>
/// <param name="failed">Hears of failures.</param>
/// <param name="time">The clock.</param>
internal sealed class TickLoop(TimeSpan afterFault, Action<Exception> failed, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private volatile TaskCompletionSource _changed = New();

    /// <param name="tick">Looks; tells how long nothing can be due.</param>
    public void Start(Func<CancellationToken, Task<TimeSpan>> tick) => _loop = Task.Run(() => RunAsync(tick));

    /// <summary>Something is due at another time than before.</summary>
    public void Look() => _changed.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task<TimeSpan>> tick)
    {
        while (!_stop.IsCancellationRequested)
        {
            var pause = afterFault;
            // Before the look: what changes while it looks is looked at next.
            var changed = _changed = New();
            try
            {
                pause = await tick(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Nothing that one thing due does may stop the others.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed(e);
            }

            using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(changed.Task, Task.Delay(pause, time, done.Token));
            await done.CancelAsync();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
