using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Answers no to questions that nobody answered in time, and has whoever asked told.</summary>
internal sealed class ApprovalWatch(IApprovalStore store, ApprovalMail mail, ToolLog log, TimeProvider time) : IAsyncDisposable
{
    private const int AtOnce = 100;

    /// <summary>However far the next end is: clocks jump, machines sleep.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_afterFault = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private volatile TaskCompletionSource _changed = New();

    /// <summary>What an earlier run asked: before messages are judged.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        mail.Changed = () => _changed.TrySetResult();
        foreach (var asked in await store.AskedElsewhereAsync(time.GetUtcNow(), ct)) mail.Asked(asked);
    }

    public void Start() => _loop = Task.Run(LoopAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var (pause, changed) = (s_afterFault, _changed = New());
            try
            {
                pause = await TickAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                log.ExpiryFailed(s_afterFault.TotalSeconds, e);
            }

            using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(changed.Task, Task.Delay(pause, time, done.Token));
            await done.CancelAsync();
        }
    }

    /// <returns>How long nothing can end.</returns>
    private async Task<TimeSpan> TickAsync(CancellationToken ct)
    {
        IReadOnlyList<ToolApproval> late;
        do
        {
            var now = time.GetUtcNow();
            late = await store.ExpireApprovalsAsync(now, approval => mail.End(approval, now), mail.Post, AtOnce, ct);
            foreach (var approval in late) log.Expired(approval.TurnId, approval.Tool, approval.Id);
        }
        while (late.Count == AtOnce);
        var wait = await store.NextExpiryAsync(ct) - time.GetUtcNow();
        return wait is { } soon && soon < s_longest ? soon > TimeSpan.Zero ? soon : TimeSpan.Zero : s_longest;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
