using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

internal sealed partial class FlakyStore
{
    public Task<Schedule?> AddScheduleAsync(Schedule schedule, int mostOfOwner, int mostOfAll, CancellationToken ct) => inner.AddScheduleAsync(schedule, mostOfOwner, mostOfAll, ct);

    public Task<IReadOnlyList<Schedule>> ReadSchedulesAsync(CancellationToken ct) => inner.ReadSchedulesAsync(ct);

    public Task<Schedule?> FindScheduleAsync(long id, CancellationToken ct) => inner.FindScheduleAsync(id, ct);

    public Task<bool> ChangeScheduleAsync(Schedule changed, CancellationToken ct) => inner.ChangeScheduleAsync(changed, ct);

    public Task<bool> RemoveScheduleAsync(long id, CancellationToken ct) => inner.RemoveScheduleAsync(id, ct);

    public Task<IReadOnlyList<Schedule>> DueSchedulesAsync(DateTimeOffset now, int limit, CancellationToken ct) => inner.DueSchedulesAsync(now, limit, ct);

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken ct) => inner.NextDueAsync(ct);

    public Task<bool> FireAsync(Firing firing, Action<Turn> stored, CancellationToken ct) => Try(nameof(FireAsync), () => inner.FireAsync(firing, stored, ct));

    public Task<IReadOnlyList<ScheduledTurn>> OpenRunsAsync(CancellationToken ct) => inner.OpenRunsAsync(ct);

    public Task<IReadOnlyList<ScheduleRun>> ReadRunsAsync(long scheduleId, int limit, CancellationToken ct) => inner.ReadRunsAsync(scheduleId, limit, ct);

    public Task<IReadOnlyList<Schedule>> TroubledSchedulesAsync(CancellationToken ct) => inner.TroubledSchedulesAsync(ct);

    public Task MarkScheduleAsync(long id, int failures, bool pause, CancellationToken ct) => inner.MarkScheduleAsync(id, failures, pause, ct);

    public Task<int> PruneSchedulesAsync(DateTimeOffset before, CancellationToken ct) => inner.PruneSchedulesAsync(before, ct);

    public Task<KeptDispatch> AddDispatchAsync(NewDispatch dispatch, DateTimeOffset at, CancellationToken ct) => Try(nameof(AddDispatchAsync), () => inner.AddDispatchAsync(dispatch, at, ct));

    public Task<Dispatch?> FindDispatchAsync(long id, CancellationToken ct) => inner.FindDispatchAsync(id, ct);

    public Task EndDispatchPartAsync(long id, int number, DispatchState state, string? receipt, string? error, CancellationToken ct) => inner.EndDispatchPartAsync(id, number, state, receipt, error, ct);

    public Task<int> StopDispatchAsync(long id, CancellationToken ct) => inner.StopDispatchAsync(id, ct);

    public Task RecalledAsync(long id, DateTimeOffset at, CancellationToken ct) => inner.RecalledAsync(id, at, ct);

    public Task<int> PruneDispatchesAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.PruneDispatchesAsync(before, limit, ct);

    public Task AddSpendAsync(Spend spend, CancellationToken ct) => Try(nameof(AddSpendAsync), async () => { await inner.AddSpendAsync(spend, ct); return true; });

    public Task<IReadOnlyList<Spend>> ReadSpendAsync(DateOnly from, DateOnly to, CancellationToken ct) => inner.ReadSpendAsync(from, to, ct);

    public Task<int> PruneSpendAsync(DateOnly before, CancellationToken ct) => inner.PruneSpendAsync(before, ct);
}
