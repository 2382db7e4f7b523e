namespace Dinghy.Gateway.Storage;

/// <summary>What is due when, and what became of it.</summary>
internal interface IScheduleStore
{
    /// <summary>Stores a new one. Under a key that is known the one it has is returned.</summary>
    /// <param name="schedule">Its id is not looked at.</param>
    /// <param name="mostOfOwner">Active and paused ones that its owner may have on this account; 0: any number.</param>
    /// <param name="mostOfAll">Of the whole store.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    /// <returns>Null: there are too many.</returns>
    Task<Schedule?> AddScheduleAsync(Schedule schedule, int mostOfOwner, int mostOfAll, CancellationToken ct);

    /// <summary>All, by id.</summary>
    Task<IReadOnlyList<Schedule>> ReadSchedulesAsync(CancellationToken ct);

    Task<Schedule?> FindScheduleAsync(long id, CancellationToken ct);

    /// <summary>Replaces everything but id, owner, target and key. False: it is gone.</summary>
    Task<bool> ChangeScheduleAsync(Schedule changed, CancellationToken ct);

    /// <summary>With its runs. False: it was gone.</summary>
    Task<bool> RemoveScheduleAsync(long id, CancellationToken ct);

    /// <summary>Active ones whose time has come, the longest due first.</summary>
    Task<IReadOnlyList<Schedule>> DueSchedulesAsync(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Null: nothing is due ever.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken ct);

    /// <summary>The turn in the inbox, the run and the schedule's next time, in one commit; so a due time is one turn, whatever happens.</summary>
    /// <param name="firing">What is due.</param>
    /// <param name="stored">As for <see cref="ITurnStore.AddTurnAsync"/>.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    /// <returns>False: somebody changed the schedule meanwhile, or this time was taken before; nothing ran.</returns>
    Task<bool> FireAsync(Firing firing, Action<Turn> stored, CancellationToken ct);

    /// <summary>Turns to which nothing was said yet.</summary>
    Task<IReadOnlyList<ScheduledTurn>> OpenRunsAsync(CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ScheduleRun>> ReadRunsAsync(long scheduleId, int limit, CancellationToken ct);

    /// <summary>Those that failed since their owner was told.</summary>
    Task<IReadOnlyList<Schedule>> TroubledSchedulesAsync(CancellationToken ct);

    /// <summary>Their owner knows of so many failures.</summary>
    /// <param name="id">Of the schedule.</param>
    /// <param name="failures">In a row.</param>
    /// <param name="pause">It is tried no more.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task MarkScheduleAsync(long id, int failures, bool pause, CancellationToken ct);

    /// <summary>Removes those that are done since before a time.</summary>
    Task<int> PruneSchedulesAsync(DateTimeOffset before, CancellationToken ct);
}
