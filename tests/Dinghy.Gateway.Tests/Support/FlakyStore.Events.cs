using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

internal sealed partial class FlakyStore
{
    public Task<bool> AddEventAsync(StoredEvent happened, CancellationToken ct) => Try(nameof(AddEventAsync), () => inner.AddEventAsync(happened, ct));

    public Task<IReadOnlyList<StoredEvent>> DueEventsAsync(DateTimeOffset now, int limit, CancellationToken ct) => Try(nameof(DueEventsAsync), () => inner.DueEventsAsync(now, limit, ct));

    public Task<DateTimeOffset?> NextEventAsync(CancellationToken ct) => inner.NextEventAsync(ct);

    public Task PostponeEventAsync(long id, DateTimeOffset next, bool tried, CancellationToken ct) => inner.PostponeEventAsync(id, next, tried, ct);

    public Task EndEventAsync(long id, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct) => inner.EndEventAsync(id, outcome, at, ct);

    public Task<IReadOnlyDictionary<string, long>> CountEventsAsync(CancellationToken ct) => inner.CountEventsAsync(ct);

    public Task<int> PruneEventsAsync(DateTimeOffset before, int limit, CancellationToken ct) => Try(nameof(PruneEventsAsync), () => inner.PruneEventsAsync(before, limit, ct));

    public Task<WorkflowStep> OpenStepAsync(WorkflowStep step, CancellationToken ct) => Try(nameof(OpenStepAsync), () => inner.OpenStepAsync(step, ct));

    public Task<WorkflowStep?> FindStepAsync(string account, string approver, string code, CancellationToken ct) => inner.FindStepAsync(account, approver, code, ct);

    public Task<WorkflowStep?> FindStepAsync(string account, string instance, long task, CancellationToken ct) => inner.FindStepAsync(account, instance, task, ct);

    public Task<IReadOnlyList<WorkflowStep>> WaitingStepsAsync(string account, string approver, int limit, CancellationToken ct) => inner.WaitingStepsAsync(account, approver, limit, ct);

    public Task AdviseStepAsync(long id, string advice, CancellationToken ct) => inner.AdviseStepAsync(id, advice, ct);

    public Task<IReadOnlyList<WorkflowStep>> StrandedStepsAsync(int limit, CancellationToken ct) => Try(nameof(StrandedStepsAsync), () => inner.StrandedStepsAsync(limit, ct));

    public Task<bool> DecideStepAsync(long id, bool agree, string? remark, string by, long turnId, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(DecideStepAsync), () => inner.DecideStepAsync(id, agree, remark, by, turnId, at, ct));

    public Task<bool> EndStepAsync(long id, WorkflowState state, string? note, DateTimeOffset at, CancellationToken ct) => Try(nameof(EndStepAsync), () => inner.EndStepAsync(id, state, note, at, ct));

    public Task<int> CloseStepsAsync(string account, string instance, long? task, string note, DateTimeOffset at, CancellationToken ct) => inner.CloseStepsAsync(account, instance, task, note, at, ct);

    public Task<int> PruneStepsAsync(DateTimeOffset before, int limit, CancellationToken ct) => Try(nameof(PruneStepsAsync), () => inner.PruneStepsAsync(before, limit, ct));
}
