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

    private static readonly TimeSpan s_sweep = TimeSpan.FromHours(1);

    private DateTimeOffset _sweepAt;

    private readonly TickLoop _loop = new(s_afterFault, fault => log.ExpiryFailed(s_afterFault.TotalSeconds, fault), time);

    /// <summary>What an earlier run asked: before messages are judged.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        mail.Changed = _loop.Look;
        foreach (var asked in await store.AskedElsewhereAsync(time.GetUtcNow(), ct)) mail.Asked(asked);
    }

    public void Start() => _loop.Start(TickAsync);

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>What a long downtime, or a turn that crashed too often, left behind.</summary>
    private async Task SweepAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now < _sweepAt) return;
        foreach (var approval in await store.EndStrandedApprovalsAsync(now, AtOnce, ct)) log.LeftBehind(approval.TurnId, approval.Tool, approval.Id, approval.State.ToString().ToLowerInvariant());
        _sweepAt = now + s_sweep;
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
        await SweepAsync(ct);
        var wait = await store.NextExpiryAsync(ct) - time.GetUtcNow();
        return wait is { } soon && soon < s_longest ? soon > TimeSpan.Zero ? soon : TimeSpan.Zero : s_longest;
    }
}
