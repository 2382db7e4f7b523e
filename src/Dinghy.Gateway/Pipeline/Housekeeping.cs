using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>At the start and once a day, closed turns leave the inbox, what was kept beside them its table, and old files the disk. Until then the turns' ids are what recognises a repeat.</summary>
/// <param name="store">The inbox, and what became of our messages.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
/// <param name="sweep">Takes old files away; must not throw but for its token.</param>
internal sealed class Housekeeping(IGatewayStore store, PipelineLog log, TimeProvider time, Func<CancellationToken, Task>? sweep = null) : IAsyncDisposable
{
    private const int KeepDays = 30;
    private const int KeepSpendDays = 400;

    /// <summary>Who decided which approval.</summary>
    private const int KeepStepsDays = 400;
    private const int AtOnce = 1_000;

    /// <summary>Of settings in chats where nothing is remembered.</summary>
    private const int KeepSettingsDays = 400;

    /// <summary>A notice is said once a day, a threshold once a month; each a while longer, since clocks and zones differ.</summary>
    private const int KeepNoticesDays = 7;
    private const int KeepThresholdsDays = 70;

    private static readonly TimeSpan s_every = TimeSpan.FromHours(24);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(LoopAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            // At once, too: a program that is restarted every night would never see a day pass.
            using var daily = new PeriodicTimer(s_every, time);
            do
            {
                await PruneAsync();
                if (sweep is not null) await sweep(_stop.Token);
            }
            while (await daily.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>In small bites, so that nobody's message waits behind a long write.</summary>
    private async Task PruneAsync()
    {
        try
        {
            var now = time.GetUtcNow();
            var before = now.AddDays(-KeepDays);
            var (total, removed) = (0, 0);
            do total += removed = await store.PruneAsync(before, AtOnce, _stop.Token);
            while (removed == AtOnce);
            if (total > 0) log.Pruned(total, KeepDays);
            await store.PruneSchedulesAsync(before, _stop.Token);
            await store.PruneSpendAsync(DateOnly.FromDateTime((time.GetUtcNow() - TimeSpan.FromDays(KeepSpendDays)).Date), _stop.Token);
            while (await store.PruneSentEventsAsync(before, AtOnce, _stop.Token) == AtOnce) { }
            while (await store.ForgetSettingsAsync(now.AddDays(-KeepSettingsDays), AtOnce, _stop.Token) == AtOnce) { }
            var day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-KeepNoticesDays);
            while (await store.ForgetNoticesAsync(day, now.AddDays(-KeepThresholdsDays), AtOnce, _stop.Token) == AtOnce) { }
            while (await store.PruneEventsAsync(before, AtOnce, _stop.Token) == AtOnce) { }
            while (await store.PruneStepsAsync(now.AddDays(-KeepStepsDays), AtOnce, _stop.Token) == AtOnce) { }
            while (await store.PruneDispatchesAsync(before, AtOnce, _stop.Token) == AtOnce) { }
            while (await store.PruneApprovalsAsync(before, AtOnce, _stop.Token) == AtOnce) { }
        }
        catch (StoreException e)
        {
            log.NotPruned(e);
        }
    }
}
