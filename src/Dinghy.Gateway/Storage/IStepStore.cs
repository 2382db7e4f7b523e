namespace Dinghy.Gateway.Storage;

/// <summary>What a turn that uses tools has done so far, for the next start. A turn without calls writes nothing here; what is here goes in the commit that stores the answer.</summary>
internal interface IStepStore
{
    /// <summary>Stores steps in one commit, in place of what was known of them; of a turn that has its answer or its end, nothing.</summary>
    Task PutStepsAsync(long turnId, IReadOnlyList<StoredStep> steps, CancellationToken ct);

    /// <summary>By round and call.</summary>
    Task<IReadOnlyList<StoredStep>> ReadStepsAsync(long turnId, CancellationToken ct);
}

/// <param name="Round">From 1.</param>
/// <param name="Call">0: the round itself, as the model brought it; else the place of a call in it, from 1.</param>
/// <param name="Body">JSON; its writer reads it.</param>
internal sealed record StoredStep(int Round, int Call, string Body);
