using Dinghy.Admin;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Schedules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>Schedules from the terminal: through the gateway where one runs, else on its database, which is then held so that none starts meanwhile.</summary>
internal sealed class CronDoor(ConfigSource source)
{
    private readonly HomeDoor _home = new(source.HomeFolder());

    /// <returns>Null: the configuration has faults, which were printed. So for all of them.</returns>
    public async Task<ScheduleListReport?> ListAsync(CancellationToken ct) =>
        await _home.AskAsync(client => client.GetAsync("/api/schedules", CliJson.Default.ScheduleListReport, ct)) ?? await DirectlyAsync(async office => await office.ListAsync(ct));

    public async Task<ScheduleRunsReport?> RunsAsync(long id, CancellationToken ct) =>
        await _home.AskAsync(client => client.GetAsync($"/api/schedules/{id}/runs", CliJson.Default.ScheduleRunsReport, ct)) ?? await DirectlyAsync(async office => await office.RunsAsync(id, ct));

    public async Task<ScheduleAnswerReport?> AddAsync(ScheduleOrder order, CancellationToken ct) =>
        await _home.AskAsync(client => client.PostAsync("/api/schedules", order, CliJson.Default.ScheduleOrder, CliJson.Default.ScheduleAnswerReport, ct))
            ?? await DirectlyAsync(async office => await office.AddAsync(order, ct));

    public async Task<ScheduleAnswerReport?> EditAsync(long id, ScheduleOrder order, CancellationToken ct) =>
        await _home.AskAsync(client => client.PostAsync($"/api/schedules/{id}", order, CliJson.Default.ScheduleOrder, CliJson.Default.ScheduleAnswerReport, ct))
            ?? await DirectlyAsync(async office => await office.EditAsync(id, order, ct));

    public async Task<ScheduleAnswerReport?> DoAsync(string action, long id, CancellationToken ct) =>
        await _home.AskAsync(client => client.PostAsync($"/api/schedules/{id}/{action}", new ScheduleOrder(), CliJson.Default.ScheduleOrder, CliJson.Default.ScheduleAnswerReport, ct))
            ?? await DirectlyAsync(office => office.DoAsync(action, id, ct));

    private async Task<T?> DirectlyAsync<T>(Func<ScheduleOffice, Task<T?>> work) where T : class
    {
        if (ConfigOutcome.Load(source) is not { } config) return null;
        var log = new ScheduleLog(NullLogger<ScheduleLog>.Instance);
        return await _home.DirectlyAsync(store => work(new ScheduleOffice(new ScheduleDesk(store, new Owners(config.Owners), () => config, log, TimeProvider.System), () => config, runNow: null)));
    }
}
