namespace Dinghy.Gateway.Storage;

/// <summary>Something that happened, on its way to whoever wants to hear of it.</summary>
internal sealed record StoredEvent
{
    /// <summary>0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>Whose robot heard of it.</summary>
    public required string Account { get; init; }

    /// <summary>DingTalk's; the same in every redelivery.</summary>
    public required string EventId { get; init; }

    /// <summary>With underscores.</summary>
    public required string Type { get; init; }

    public string? CorpId { get; init; }

    /// <summary>JSON text as it came.</summary>
    public required string Data { get; init; }

    public DateTimeOffset? BornAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>That did not succeed.</summary>
    public int Attempts { get; init; }
}

internal interface IEventStore
{
    /// <summary>False: this account has seen the event before.</summary>
    Task<bool> AddEventAsync(StoredEvent happened, CancellationToken ct);

    /// <summary>Those that are to be worked at now, oldest first.</summary>
    Task<IReadOnlyList<StoredEvent>> DueEventsAsync(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>When the next one is due; null: none is open.</summary>
    Task<DateTimeOffset?> NextEventAsync(CancellationToken ct);

    /// <summary>It is tried again later.</summary>
    /// <param name="id">Of the row.</param>
    /// <param name="next">When.</param>
    /// <param name="tried">It was tried now, which counts; else it only waits.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task PostponeEventAsync(long id, DateTimeOffset next, bool tried, CancellationToken ct);

    /// <summary>It has ended: the id stays, what it said goes.</summary>
    Task EndEventAsync(long id, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct);

    /// <summary>Ended and open events by outcome, for the operator.</summary>
    Task<IReadOnlyDictionary<string, long>> CountEventsAsync(CancellationToken ct);

    /// <summary>Removes ended events from before the time, at most <paramref name="limit"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> PruneEventsAsync(DateTimeOffset before, int limit, CancellationToken ct);
}
