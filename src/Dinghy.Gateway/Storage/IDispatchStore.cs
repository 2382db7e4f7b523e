namespace Dinghy.Gateway.Storage;

/// <summary>What was sent to others than who asked: kept so long that it can be looked after and taken back.</summary>
internal interface IDispatchStore
{
    /// <summary>Keeps it with all its replies, in one commit, before anything leaves.</summary>
    Task<KeptDispatch> AddDispatchAsync(NewDispatch dispatch, DateTimeOffset at, CancellationToken ct);

    /// <summary>Null: there is none, or it was long ago.</summary>
    Task<Dispatch?> FindDispatchAsync(long id, CancellationToken ct);

    /// <summary>A part that goes without the outbox has ended.</summary>
    Task EndDispatchPartAsync(long id, int number, DispatchState state, string? receipt, string? error, CancellationToken ct);

    /// <summary>What waits for another try is not tried again. What is on its way goes on.</summary>
    /// <returns>How many calls.</returns>
    Task<int> StopDispatchAsync(long id, CancellationToken ct);

    /// <summary>It was taken back.</summary>
    Task RecalledAsync(long id, DateTimeOffset at, CancellationToken ct);

    /// <summary>Removes those from before the time, at most <paramref name="limit"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> PruneDispatchesAsync(DateTimeOffset before, int limit, CancellationToken ct);
}
