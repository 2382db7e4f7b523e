namespace Dinghy.Emulator;

/// <summary>Tells waiters that something changed. Costs nothing while nobody waits.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _next;

    /// <summary>Wakes everyone who waits now.</summary>
    public void Fire() => Interlocked.Exchange(ref _next, null)?.TrySetResult();

    /// <summary>Ends at the first <see cref="Fire"/> after this call.</summary>
    public Task Next()
    {
        while (true)
        {
            if (Volatile.Read(ref _next) is { } next) return next.Task;
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _next, fresh, null) is null) return fresh.Task;
        }
    }

    /// <summary>Waits until <paramref name="check"/> gives something; asked once at once, then after every change.</summary>
    public async Task<T> WaitForAsync<T>(Func<T?> check, CancellationToken ct) where T : class
    {
        while (true)
        {
            var next = Next();
            if (check() is { } found) return found;
            await next.WaitAsync(ct);
        }
    }
}
