using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Doctor;

/// <summary>What a check-up takes from outside.</summary>
/// <param name="Config">As loaded, with its faults and warnings.</param>
/// <param name="Home">Absolute.</param>
/// <param name="ConfigFile">That was or would be read.</param>
/// <param name="Language">Of what the person named by <paramref name="CardFor"/> reads.</param>
/// <param name="Offline">Nothing is asked over the network.</param>
/// <param name="CardFor">Staff id or <c>cid…</c> to send a message and a card to; null: nothing is sent.</param>
/// <param name="Gateway">Whoever runs on this home.</param>
/// <param name="ProxyOf">The proxy towards an address; null: none.</param>
/// <param name="Time">The clock.</param>
internal sealed record CheckUpParts(
    ConfigResult Config, string Home, string ConfigFile, Language Language, bool Offline, string? CardFor, GatewaySeen? Gateway, Func<Uri, Uri?> ProxyOf, TimeProvider Time)
{
    /// <summary>The service that is to run a gateway on this home; null: there is none.</summary>
    public ServiceSeen? Service { get; init; }

    /// <summary>What the last day left in the home's database; null: nothing that can be read.</summary>
    public SqliteEvidence? Evidence { get; init; }

    /// <summary>Gateways on other homes of this machine.</summary>
    public IReadOnlyList<Rival> OtherGateways { get; init; } = [];
}

/// <summary>Looks first, judges after: what is well, what is not, why, and what to do. Changes nothing but what <c>--card</c> sends.</summary>
internal static class CheckUp
{
    /// <param name="parts">What to look at.</param>
    /// <param name="http">The way to DingTalk; disposed of by the caller, with everything under it.</param>
    /// <param name="models">Makes the model's client.</param>
    /// <param name="ct">Ends it without a result.</param>
    public static async Task<(IReadOnlyList<Diagnosis> Diagnoses, IReadOnlyList<(string Account, DingTalkCall Call)> MeteredCalls)> RunAsync(CheckUpParts parts, HttpMessageHandler http, ModelFactory models, CancellationToken ct)
    {
        var home = HomeVisit.Pay(parts.Home, parts.ConfigFile, parts.Gateway) with { Service = parts.Service };
        var now = parts.Time.GetUtcNow();
        parts = parts with
        {
            Evidence = home.StoreFault is null ? SqliteEvidence.Look(parts.Home, now.AddDays(-1), now - PairingDesk.CodeLife, RivalChecks.Late) : null,
            OtherGateways = RivalHomes.Running(parts.Home),
        };
        var model = await ModelVisit.PayAsync(parts.Config.Config, models, parts.Offline, parts.Time, ct);
        var robots = new List<RobotVisit>();
        foreach (var account in parts.Config.Config?.Accounts ?? []) robots.Add(await VisitAsync(account, parts, http, ct));
        var quota = QuotaVisit.Of(Months(parts, home), robots);
        return (
            [
                .. Judge(ConfigChecks.All, parts.Config), .. Judge([.. HomeChecks.All, .. GatewayChecks.OfHome], home), .. Judge(ModelChecks.All, model),
                .. robots.SelectMany(robot => Judge(Of(robot), robot, robot.Account.Id)),
                .. Judge(StoreChecks.All, new StoreVisit(parts.Evidence, Exists: home.Store is not null || home.StoreFault is not null)),
                .. Judge(QuotaChecks.All, quota),
            ],
            [.. robots.SelectMany(robot => robot.MeteredCalls.Select(call => (robot.Account.Id, call)))]);
    }

    private static IReadOnlyList<Check<RobotVisit>> Of(RobotVisit robot) =>
    [
        .. RobotChecks.All, .. HostChecks.All, .. GatewayChecks.OfRobots, .. RivalChecks.All, .. robot.Account.Mode == ReceiveMode.Stream ? [] : WebhookChecks.All,
        .. AccessChecks.All, .. DirectoryChecks.All, .. CardChecks.All,
    ];

    private static async Task<RobotVisit> VisitAsync(AccountConfig account, CheckUpParts parts, HttpMessageHandler way, CancellationToken ct)
    {
        // One watch for each robot: what another's host answered says nothing of this one's.
        var dates = new DateWatch(way, parts.Time);
        var http = new HttpClient(dates, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        return await new RobotRound(account, parts, http, dates).WalkAsync(ct);
    }

    private static IReadOnlyList<QuotaState>? Months(CheckUpParts parts, HomeVisit home) => home.StoreFault is not null ? null
        : parts.Config.Config is { } config ? MonthMeter.Look(config.Accounts, config.Quota, home.Store?.Usage ?? [], parts.Time) : [];

    private static IEnumerable<Diagnosis> Judge<T>(IEnumerable<Check<T>> checks, T seen, string? account = null) =>
        checks.Select(check => new Diagnosis(check.Id, account, check.Proves, check.Judge(seen)));
}
