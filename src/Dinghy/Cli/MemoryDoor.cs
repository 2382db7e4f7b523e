using Dinghy.Admin;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>What is remembered, from the terminal: through the gateway where one runs, else in its database, which is then held so that none starts meanwhile.</summary>
internal sealed class MemoryDoor(ConfigSource source)
{
    private readonly HomeDoor _home = new(source.HomeFolder());

    public async Task<MemoryListReport> ListAsync(CancellationToken ct) =>
        await _home.AskAsync(client => client.GetAsync("/api/memory", CliJson.Default.MemoryListReport, ct))
            ?? await _home.DirectlyAsync(store => MemoryListReport.OfAsync(store, ct), new([], More: false));

    public async Task<MemoryReport> ShowAsync(string place, CancellationToken ct) =>
        await _home.AskAsync(client => client.GetAsync($"/api/memory/facts?place={Uri.EscapeDataString(place)}", CliJson.Default.MemoryReport, ct))
            ?? await _home.DirectlyAsync(store => MemoryReport.OfAsync(store, place, ct), new(place, []));

    public async Task<ForgetReport> ForgetAsync(ForgetOrder order, CancellationToken ct) =>
        await _home.AskAsync(client => client.PostAsync("/api/memory/forget", order, CliJson.Default.ForgetOrder, CliJson.Default.ForgetReport, ct))
            ?? await _home.DirectlyAsync(store => ForgetAsync(store, order, ct), new(0, 0));

    private async Task<ForgetReport> ForgetAsync(SqliteStore store, ForgetOrder order, CancellationToken ct)
    {
        if (order.Person is null) return await order.DoAsync(store, new TalkFolders(_home.Path), _ => [], ct);
        var accounts = ConfigLoader.Load(source).Readable?.Accounts ?? [];
        var robots = new RobotBook(store, new AccessLog(NullLogger<AccessLog>.Instance));
        await robots.LoadAsync(ct);
        // What the configuration calls them now: a gateway that starts would know, too.
        await robots.FollowAsync(accounts, ct);
        return await order.DoAsync(store, new TalkFolders(_home.Path), name => robots.KeepsNamed(name, accounts), ct);
    }
}
