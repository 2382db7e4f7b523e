using Dinghy.Admin;
using Dinghy.DingTalk;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>Pairing from the terminal: through the gateway where one runs, else on its database, which is then held so that none starts meanwhile.</summary>
internal sealed class PairingDoor(ConfigSource source)
{
    private readonly HomeDoor _home = new(source.HomeFolder());

    /// <returns>Null: the configuration has faults, which were printed.</returns>
    public async Task<PairingListReport?> ListAsync(string? account, CancellationToken ct)
    {
        var path = account is null ? "/api/pairing" : $"/api/pairing?account={Uri.EscapeDataString(account)}";
        return await _home.AskAsync(client => client.GetAsync(path, CliJson.Default.PairingListReport, ct))
            ?? await DirectlyAsync(office => Task.FromResult<PairingListReport?>(PairingListReport.Of(office, account)), ct);
    }

    /// <param name="action">approve, deny or revoke.</param>
    /// <param name="order">Whom.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>Null: the configuration has faults, which were printed.</returns>
    public async Task<PairingReport?> DoAsync(string action, PairingOrder order, CancellationToken ct) =>
        await _home.AskAsync(client => client.PostAsync($"/api/pairing/{action}", order, CliJson.Default.PairingOrder, CliJson.Default.PairingReport, ct))
            ?? await DirectlyAsync(office => PairingRoutes.DoAsync(office, action, order, PairingDesk.CommandLine, ct), ct);

    private async Task<T?> DirectlyAsync<T>(Func<PairingOffice, Task<T?>> work, CancellationToken ct) where T : class
    {
        if (ConfigOutcome.Load(source) is not { } config) return null;
        return await _home.DirectlyAsync(store => WorkAsync(store, config, work, ct));
    }

    private static async Task<T?> WorkAsync<T>(SqliteStore store, DinghyConfig config, Func<PairingOffice, Task<T?>> work, CancellationToken ct) where T : class
    {
        using var http = DingTalkHttp.Create();
        var reception = new Reception(config, store, NullLoggerFactory.Instance, TimeProvider.System);
        await reception.LoadAsync(ct);
        await reception.Robots.FollowAsync(config.Accounts, ct);
        return await work(new PairingOffice(
            reception.Pairing, keep => reception.Robots.Of(keep, config.Accounts) is { } account ? (account.Id, Robot(account, http)) : null, CallGate.Open, new KnownLanguage(store, config.Language))
        {
            LetsIn = (keep, person) => PairingOffice.KeyThatLetsIn(config, reception.Robots.Of(keep, config.Accounts), person),
        });
    }

    private static RobotApi Robot(AccountConfig account, HttpClient http)
    {
        var app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode };
        return new RobotApi(app, account.Endpoints, new AccessTokenProvider(app, account.Endpoints, http, TimeProvider.System), http, TimeProvider.System);
    }
}
