using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Doctor;

/// <summary>The gateway that runs here, and the service that is to run it.</summary>
internal static class GatewayChecks
{
    public static IReadOnlyList<Check<HomeVisit>> OfHome { get; } =
    [
        new("gateway.service", new("装成服务的网关在运行", "the gateway that is installed as a service runs"), Service),
        new("gateway.config", new("运行中的网关用的就是现在的配置", "the gateway that runs has the configuration of now"), Config),
    ];

    public static IReadOnlyList<Check<RobotVisit>> OfRobots { get; } = [new("gateway.connected", new("运行中的网关连着钉钉", "the gateway that runs is connected to DingTalk"), Connected)];

    private static Finding Service(HomeVisit home) => home.Service switch
    {
        null => Finding.Ok(new Words("没有装成服务", "it is no service")),
        { Active: "failed" } failed => Finding.Fail(
            new("服务启动失败了，没有网关在运行", "the service failed: no gateway runs"),
            new($"journalctl{User(failed)} -u {failed.Unit} -n 50 说明原因；改好后 dinghy gateway start", $"journalctl{User(failed)} -u {failed.Unit} -n 50 says why; then dinghy gateway start"), $"{failed.Unit}: {failed.Active}"),
        { Active: "inactive" } stopped when home.Gateway is null => Finding.Warn(
            new("服务停着，没有网关在运行：发给机器人的消息没有人收", "the service is stopped: no gateway runs, and nobody receives what is written to the robot"),
            new("dinghy gateway start", "dinghy gateway start"), $"{stopped.Unit}: {stopped.Active}"),
        { } other => Finding.Ok($"{other.Unit}: {other.Active}"),
    };

    private static Finding Config(HomeVisit home) => home.Gateway switch
    {
        null => Finding.Ok(new Words("这个目录上没有网关在运行", "no gateway runs on this home")),
        { Answers: false } => Finding.Skip(Skips.NoGateway),
        { ReloadRefused: true } => Finding.Skip(Skips.NoConfig),
        { NeedsRestart: { Count: > 0 } keys } => Finding.Warn(
            new("有改过的键要重启后才生效", "keys were changed that hold only after a restart"), new("dinghy gateway restart", "dinghy gateway restart"), string.Join(", ", keys)),
        _ => Finding.Ok(),
    };

    private static Finding Connected(RobotVisit robot) => robot switch
    {
        { Account.Mode: ReceiveMode.Http } => Finding.Skip(Skips.ByHttp),
        { Gateway: null } => Finding.Ok(new Words("这个目录上没有网关在运行", "no gateway runs on this home")),
        { Channel: null } => Finding.Skip(Skips.NoGateway),
        { Channel: { Connected: true, ConnectedSince: { } since } } => Finding.Ok($"{since:u}"),
        { Channel.Connected: true } => Finding.Ok(),
        // Whatever keeps this machine from DingTalk keeps the gateway from it, too.
        { Token: { Worked: false } } or { Open: { Worked: false } } or { Socket: { Worked: false } } => Finding.Skip(Skips.Earlier),
        { Channel.LastError: null } => Finding.Skip(new("网关正在连接", "it is connecting")),
        { Channel: { } channel } => Finding.Fail(
            new("网关没有连上钉钉：能拿到票据、连得到主机，长连接却建不起来", "the gateway is not connected: there is a ticket and the host answers, but the socket does not come about"),
            new("防火墙和代理要放行 WebSocket（Upgrade）；环境变量里的代理和网关启动时不同的话，重启网关", "let the firewall and the proxy pass WebSocket (Upgrade); where the proxy's variables are other than at the gateway's start, restart it"), channel.LastError),
    };

    private static string User(ServiceSeen service) => service.System ? "" : " --user";
}

/// <summary>The unit that runs a gateway on this home.</summary>
/// <param name="Unit">Its name.</param>
/// <param name="System">Of the machine, not of a person.</param>
/// <param name="Active">As systemd calls it.</param>
internal sealed record ServiceSeen(string Unit, bool System, string Active);

/// <summary>What a running gateway says of one robot.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Connected">Now.</param>
/// <param name="ConnectedSince">Without a gap; null: not, or not by a socket.</param>
/// <param name="LastError">Why not; null: nothing went wrong yet.</param>
internal sealed record ChannelSeen(string Account, bool Connected, DateTimeOffset? ConnectedSince, string? LastError)
{
    /// <summary>Presses on cards that Dinghy never made, since the start.</summary>
    public long ForeignPresses { get; init; }

    /// <summary>The id of the last such card.</summary>
    public string? ForeignCard { get; init; }
}
