using Dinghy.Gateway.Retention;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Every night, and at a start that missed one, what was kept long enough goes: see <see cref="RetentionRun"/>. Old files leave the disk with it, and at every start.</summary>
/// <param name="retention">The database and the files of talks.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
/// <param name="sweep">Takes old files away; must not throw but for its token.</param>
internal sealed class Housekeeping(RetentionRun retention, PipelineLog log, TimeProvider time, Func<CancellationToken, Task>? sweep = null) : IAsyncDisposable
{
    /// <summary>However far the night is: clocks jump, machines sleep, and the configuration may name another hour.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(LoopAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            if (sweep is not null) await sweep(_stop.Token);
            while (true)
            {
                var wait = await RunWhenDueAsync();
                await Task.Delay(wait < s_longest ? wait : s_longest, time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <returns>How long nothing is due.</returns>
    private async Task<TimeSpan> RunWhenDueAsync()
    {
        try
        {
            var wait = await retention.UntilDueAsync(_stop.Token);
            if (wait > TimeSpan.Zero) return wait;
            if (!await retention.RunAsync(_stop.Token)) return s_longest;
            if (sweep is not null) await sweep(_stop.Token);
            return s_longest;
        }
        catch (Storage.StoreException e)
        {
            log.NotPruned(e);
            return s_longest;
        }
    }
}
