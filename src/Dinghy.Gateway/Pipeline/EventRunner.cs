using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Works at stored events, oldest first, until each has ended. What a crash left open is there at the next start.</summary>
internal sealed class EventRunner(IEventStore store, EventLog log, TimeProvider time) : IAsyncDisposable
{
    private const int AtOnce = 50;

    /// <summary>Webhooks wait for each other no longer than this many.</summary>
    private const int Abreast = 8;

    private const int MaxCrashes = 5;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_afterFault = TimeSpan.FromSeconds(5);

    private readonly TickLoop _loop = new(s_afterFault, log.StoreFailed, time);
    private volatile EventWork? _work;

    /// <summary>From the next event on by this configuration.</summary>
    public void Use(EventWork work) => _work = work;

    public void Start() => _loop.Start(TickAsync);

    /// <summary>There is one to work at.</summary>
    public void Look() => _loop.Look();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <returns>How long nothing can be due.</returns>
    private async Task<TimeSpan> TickAsync(CancellationToken ct)
    {
        if (_work is null) return s_longest;
        while (await store.DueEventsAsync(time.GetUtcNow(), AtOnce, ct) is { Count: > 0 } due)
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = Abreast, CancellationToken = ct }, async (happened, inner) => await OneAsync(happened, inner));
        return await store.NextEventAsync(ct) - time.GetUtcNow() is { } wait && wait < s_longest ? wait > TimeSpan.Zero ? wait : TimeSpan.Zero : s_longest;
    }

    private async Task OneAsync(StoredEvent happened, CancellationToken ct)
    {
        TurnOutcome? outcome;
        string rule;
        TimeSpan later;
        var tried = true;
        try
        {
            (outcome, rule, later, tried) = await _work!.RunAsync(happened, ct);
        }
#pragma warning disable CA1031 // The guard: this event waits or ends as failed, the others go on.
        catch (Exception e) when (e is not StoreException && !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.Crashed(Printable.Of(happened.EventId), Printable.Of(happened.Type), e);
            (outcome, rule, later) = (happened.Attempts + 1 < MaxCrashes ? null : TurnOutcome.Failed(Reasons.Crashed), "none", s_longest);
        }

        if (outcome is not { } ended)
        {
            await store.PostponeEventAsync(happened.Id, time.GetUtcNow() + later, tried, ct);
            return;
        }

        await store.EndEventAsync(happened.Id, ended, time.GetUtcNow(), ct);
        log.Ended(Printable.Of(happened.EventId), Printable.Of(happened.Type), ended.ToString(), rule);
    }
}
