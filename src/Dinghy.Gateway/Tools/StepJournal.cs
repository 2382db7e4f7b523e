using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools;

/// <summary>Where turns keep what their tools did.</summary>
internal sealed class StepJournal(IStepStore store, ToolLog log, TimeProvider time)
{
    /// <summary>With what an earlier run of the turn left.</summary>
    public Task<TurnSteps> OpenAsync(long turnId, CancellationToken ct) => TurnSteps.LoadAsync(turnId, store, log, time, ct);
}
