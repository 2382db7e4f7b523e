using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tools;

namespace Dinghy.Cli;

/// <summary>What is remembered, from the terminal: through the gateway where one runs, else in its database, which is then held so that none starts meanwhile.</summary>
internal sealed class MemoryDoor(ConfigSource source)
{
    private readonly string _home = source.HomeFolder();

    public async Task<MemoryListReport> ListAsync(CancellationToken ct) =>
        await AskAsync(client => client.GetAsync("/api/memory", CliJson.Default.MemoryListReport, ct))
            ?? await DirectlyAsync(store => MemoryListReport.OfAsync(store, ct), new([], More: false));

    public async Task<MemoryReport> ShowAsync(string place, CancellationToken ct) =>
        await AskAsync(client => client.GetAsync($"/api/memory/facts?place={Uri.EscapeDataString(place)}", CliJson.Default.MemoryReport, ct))
            ?? await DirectlyAsync(store => MemoryReport.OfAsync(store, place, ct), new(place, []));

    public async Task<ForgetReport> ForgetAsync(ForgetOrder order, CancellationToken ct) =>
        await AskAsync(client => client.PostAsync("/api/memory/forget", order, CliJson.Default.ForgetOrder, CliJson.Default.ForgetReport, ct))
            ?? await DirectlyAsync(store => order.DoAsync(store, new TalkFolders(_home), ct), new(0, 0));

    private async Task<T?> AskAsync<T>(Func<AdminClient, Task<T?>> ask) where T : class
    {
        if (RunningGateway.Find(_home) is not { } gateway) return null;
        using var client = new AdminClient(gateway, _home);
        return await ask(client);
    }

    private async Task<T> DirectlyAsync<T>(Func<IFactStore, Task<T>> work, T nothing)
    {
        if (!File.Exists(Path.Combine(_home, "dinghy.db"))) return nothing;
        using var held = HomeLock.Take(_home);
        await using var store = SqliteStore.Open(_home);
        return await work(store);
    }
}
