using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Workflow;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Ends decisions whose turn is over without them: one that waited out a long downtime, or crashed too often. At the start, and every hour after.</summary>
internal sealed class WorkflowWatch(IWorkflowStore store, WorkflowDesk desk, WorkflowLog log, TimeProvider time) : IAsyncDisposable
{
    private const int AtOnce = 100;

    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_afterFault = TimeSpan.FromMinutes(1);

    private readonly TickLoop _loop = new(s_afterFault, log.SettlingFailed, time);

    public void Start() => _loop.Start(TickAsync);

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task<TimeSpan> TickAsync(CancellationToken ct)
    {
        foreach (var step in await store.StrandedStepsAsync(AtOnce, ct)) await desk.SettleAsync(step, ct);
        return s_every;
    }
}
