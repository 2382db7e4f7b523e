using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Retention;

/// <summary>Once a night, what was kept long enough goes. In small bites, so that nobody's message waits behind a long write.</summary>
/// <param name="store">Everything that lies in the database.</param>
/// <param name="talks">Files of talks.</param>
/// <param name="config">The one that holds now.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class RetentionRun(IGatewayStore store, TalkFolders talks, Func<DinghyConfig> config, RetentionLog log, TimeProvider time)
{
    public const string Chore = "retention";

    private const int AtOnce = 250;

    /// <summary>Of the audit: each bite leaves an entry of its own.</summary>
    private const int AuditAtOnce = 1_000;

    /// <summary>A notice is said once a day, a threshold once a month; each a while longer, since clocks and zones differ.</summary>
    private const int KeepNoticesDays = 7;
    private const int KeepThresholdsDays = 70;

    /// <summary>A month of budgets is counted from it.</summary>
    private static readonly TimeSpan s_budgets = TimeSpan.FromDays(62);

    private readonly Dictionary<string, int> _done = new(StringComparer.Ordinal);

    /// <summary>Not positive: now.</summary>
    public async Task<TimeSpan> UntilDueAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await store.UpkeepAsync(Chore, ct) is not { } last) return TimeSpan.Zero;
        // Of a clock that was set back: not longer than a day.
        if (last > now) return TimeSpan.FromDays(1);
        return After(last, config()) - now;
    }

    /// <returns>False: it is not done, and the log says why.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        try
        {
            _done.Clear();
            var files = await LetGoAsync(config().Retention, time.GetUtcNow(), ct);
            await store.MarkUpkeepAsync(Chore, time.GetUtcNow(), ct);
            if (_done.Values.Sum() + files > 0) log.Done(_done.Values.Sum(), files, string.Join(", ", _done.Where(kind => kind.Value > 0).Select(kind => $"{kind.Key} {kind.Value}")));
            return true;
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            log.Failed(e);
            return false;
        }
    }

    private async Task<int> LetGoAsync(RetentionConfig keep, DateTimeOffset now, CancellationToken ct)
    {
        if (keep.Texts is { } texts)
        {
            await AllAsync("texts", () => store.CutTextsAsync(now - texts, AtOnce, ct));
            await AllAsync("history", () => store.PruneHistoryAsync(now - texts, AtOnce, ct));
            await AllAsync("summaries", () => store.PruneSummariesAsync(now - texts, AtOnce, ct));
        }

        var traces = keep.Traces ?? TimeSpan.FromDays(36_500);
        if (traces < RetentionConfig.Recognised) await AllAsync("traces", () => store.CutTracesAsync(now - traces, AtOnce, ct));
        // The id of a message outlives its trace, so that a repeat is known.
        var turns = now - (traces > RetentionConfig.Recognised ? traces : RetentionConfig.Recognised);
        await AllAsync("turns", () => store.PruneAsync(turns, AtOnce, ct));
        await AllAsync("schedules", () => store.PruneSchedulesAsync(now - traces, ct), once: true);
        await AllAsync("receipts", () => store.PruneSentEventsAsync(now - traces, AtOnce, ct));
        await AllAsync("events", () => store.PruneEventsAsync(turns, AtOnce, ct));
        await AllAsync("dispatches", () => store.PruneDispatchesAsync(now - traces, AtOnce, ct));
        await AllAsync("calls", () => store.PruneApprovalsAsync(now - traces, AtOnce, ct));
        if (keep.Decisions is { } decisions)
        {
            await AllAsync("spend", () => store.PruneSpendAsync(DateOnly.FromDateTime((now - (decisions > s_budgets ? decisions : s_budgets)).UtcDateTime), ct), once: true);
            await AllAsync("steps", () => store.PruneStepsAsync(now - decisions, AtOnce, ct));
        }

        if (keep.People is { } people)
        {
            await AllAsync("people", () => store.PrunePeopleAsync(now - people, AtOnce, ct));
            await AllAsync("settings", () => store.ForgetSettingsAsync(now - people, AtOnce, ct));
        }

        await AllAsync("notices", () => store.ForgetNoticesAsync(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-KeepNoticesDays), now.AddDays(-KeepThresholdsDays), AtOnce, ct));
        if (keep.Audit is { } audit) await AllAsync("audit", () => store.CutAuditAsync(now - audit, AuditAtOnce, now, ct), AuditAtOnce);
        if (keep.Memory is not { } memory) return 0;
        await AllAsync("facts", () => store.PruneFactsAsync(now - memory, AtOnce, ct));
        return talks.ForgetUntouched(now - memory);
    }

    private async Task AllAsync(string what, Func<Task<int>> bite, int most = AtOnce, bool once = false)
    {
        for (var more = true; more;)
        {
            var done = await bite();
            _done[what] = _done.GetValueOrDefault(what) + done;
            more = !once && done >= most;
        }
    }

    /// <summary>The next time the clock shows the hour.</summary>
    private DateTimeOffset After(DateTimeOffset last, DinghyConfig config)
    {
        var zone = Zones.Usual(config.Schedules.TimeZone, time.LocalTimeZone);
        var local = TimeZoneInfo.ConvertTime(last, zone).DateTime;
        var at = local.Date.AddHours(config.Retention.Hour);
        if (at <= local) at = at.AddDays(1);
        // An hour that a change of the clocks leaves out: the next one.
        if (zone.IsInvalidTime(at)) at = at.AddHours(1);
        return new DateTimeOffset(at, zone.GetUtcOffset(at));
    }
}
