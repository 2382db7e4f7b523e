namespace Dinghy.Gateway.Models;

/// <summary>Which of several models' faults a person hears of.</summary>
internal static class FaultRank
{
    /// <summary>What they can do something about comes first, then what passes, then what only an operator can mend.</summary>
    public static ModelException Worst(IReadOnlyList<ModelException> faults) => faults.MinBy(fault => fault.Fault switch
    {
        ModelFault.ContextTooLong => 0,
        ModelFault.Filtered => 1,
        ModelFault.Quota or ModelFault.RateLimited => 2,
        ModelFault.Timeout or ModelFault.Unreachable or ModelFault.ServerError or ModelFault.Cut or ModelFault.BadResponse => 3,
        _ => 4,
    }) ?? throw new InvalidOperationException("Nobody was asked.");
}
