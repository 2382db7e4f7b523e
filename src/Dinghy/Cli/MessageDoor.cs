using Dinghy.Admin;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Workflow;
using Dinghy.DingTalk.WorkNotices;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tools.Organisation;
using Dinghy.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>Messages from the terminal: through the gateway where one runs, else by itself on its database, which is then held so that none starts meanwhile.</summary>
internal sealed class MessageDoor(ConfigSource source)
{
    private readonly HomeDoor _home = new(source.HomeFolder());

    /// <returns>Null: the configuration has faults, which were printed. So for all of them.</returns>
    public async Task<MessageReport?> SendAsync(MessageOrder order, CancellationToken ct) =>
        await _home.AskAsync(client => client.PostAsync("/api/messages", order, CliJson.Default.MessageOrder, CliJson.Default.MessageReport, ct)) ?? await DirectlyAsync(office => office.SendAsync(order, ct), ct);

    public async Task<MessageReport?> StatusAsync(long id, CancellationToken ct) =>
        await _home.AskAsync(client => client.GetAsync($"/api/messages/{id}", CliJson.Default.MessageReport, ct)) ?? await DirectlyAsync(office => office.StatusAsync(id, ct), ct);

    public async Task<MessageReport?> RecallAsync(long id, CancellationToken ct) =>
        await _home.AskAsync(client => client.PostAsync($"/api/messages/{id}/recall", new MessageOrder(), CliJson.Default.MessageOrder, CliJson.Default.MessageReport, ct))
            ?? await DirectlyAsync(office => office.RecallAsync(id, ct), ct);

    /// <summary>With DingTalk's rates and the month's count, as the gateway would.</summary>
    private async Task<MessageReport?> DirectlyAsync(Func<MessageOffice, Task<MessageReport>> work, CancellationToken ct)
    {
        if (ConfigOutcome.Load(source) is not { } config) return null;
        return await _home.DirectlyAsync(store => WorkAsync(store, config, work, ct));
    }

    private static async Task<MessageReport> WorkAsync(SqliteStore store, DinghyConfig config, Func<MessageOffice, Task<MessageReport>> work, CancellationToken ct)
    {
        using var http = DingTalkHttp.Create();
        var reception = new Reception(config, store, NullLoggerFactory.Instance, TimeProvider.System);
        await reception.LoadAsync(ct);
        await reception.Robots.FollowAsync(config.Accounts, ct);
        using var metrics = new GatewayMetrics();
        using var turnstile = new Turnstile(config.Quota, TimeProvider.System);
        var log = new LimitLog(NullLogger<LimitLog>.Instance);
        await using var meter = new MonthMeter(config.Accounts, config.Quota, store, log, metrics, TimeProvider.System);
        await meter.StartAsync(ct);
        var gate = new LimitedGate(turnstile, meter, log, metrics, TimeProvider.System);
        var robots = config.Accounts.ToDictionary(account => account.Id, account => Robot.Of(account, http, gate), StringComparer.Ordinal);
        var direct = new DirectDispatching(store, account => robots[account].Roads, reception.Robots, TimeProvider.System);
        var room = new OrganisationRoom(
            config.Tools.Organisation, account => robots.GetValueOrDefault(account)?.Door, direct.SendAsync, store, store, reception.Owners,
            new OrganisationLog(NullLogger<OrganisationLog>.Instance), TimeProvider.System)
        {
            // What the operator writes is no tool's.
            MaySend = (_, _, _) => Task.FromResult(true),
        };
        return await work(new MessageOffice(config, room, account => Dispatching.KeepOf(reception.Robots, account)));
    }

    /// <summary>One account, without a socket.</summary>
    private sealed record Robot(AccountRoads Roads, OrganisationDoor Door)
    {
        public static Robot Of(AccountConfig account, HttpClient http, CallGate gate)
        {
            var (app, time) = (new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode }, TimeProvider.System);
            var tokens = new AccessTokenProvider(app, account.Endpoints, http, time);
            var directory = new OrganisationDirectory(
                account.Id, new ContactApi(account.Endpoints, tokens, http, time), new RoleApi(account.Endpoints, tokens, http, time), gate, new RoutingLog(NullLogger<RoutingLog>.Instance), time);
            return new Robot(
                new AccountRoads(account, new SessionWebhookClient(http, time), new RobotApi(app, account.Endpoints, tokens, http, time), time, gate),
                new OrganisationDoor(
                    account, directory, new WorkNoticeApi(account.Endpoints, tokens, http, time),
                    new WorkflowApi(account.Endpoints, tokens, http, time), new SentMessageApi(app, account.Endpoints, tokens, http, time), gate));
        }
    }
}
