using Dinghy.DingTalk;

namespace Dinghy.Gateway.Doctor;

/// <summary>The hosts beside the one that calls go to.</summary>
internal static class HostChecks
{
    private static readonly Words s_noFile = new(
        "最近一天没有人给机器人发过文件，不知道钉钉让从哪台主机下载；发一张图片给机器人，再运行一次",
        "nobody sent the robot a file in the last day, so it is not known from which host DingTalk has files downloaded; send it a picture and run this again");

    public static IReadOnlyList<Check<RobotVisit>> All { get; } =
    [
        new("dingtalk.oapi", new("能连到 oapi（回复、上传和通讯录走这里）", "oapi can be reached: answers, uploads and the directory go there"), OApi),
        new("media.download", new("能下载大家发来的图片和文件", "what people send can be downloaded"), Download),
    ];

    private static Finding OApi(RobotVisit robot) => robot.OApi switch
    {
        null => Finding.Skip(robot.Offline ? Skips.Offline : Skips.Earlier),
        { Worked: true } => Finding.Ok(robot.Account.Endpoints.OApi.Host),
        { } lost => Finding.Fail(
            new($"连不上 {robot.Account.Endpoints.OApi.Host}，别的钉钉主机能连上", $"{robot.Account.Endpoints.OApi.Host} can not be reached, and DingTalk's other host can"),
            new("防火墙和代理要放行 oapi.dingtalk.com 的 443；改过 endpoints.oapi 的也要核对", "let the firewall and the proxy pass to oapi.dingtalk.com, port 443, and compare endpoints.oapi where it is set"), lost.Told),
    };

    private static Finding Download(RobotVisit robot) => robot switch
    {
        { Offline: true } => Finding.Skip(Skips.Offline),
        { Send: null, Token.Worked: true } => Finding.Skip(Skips.NoCard),
        { Send: null } => Finding.Skip(Skips.Earlier),
        { Download: null } => Finding.Skip(s_noFile),
        { Download: { Address: { Worked: false } refused } } => Unknown(robot, refused),
        { Download: { Fetch: { Worked: true } fetched } } => Finding.Ok(fetched.Told),
        { Download: { Fetch: { } lost } trial } => Finding.Fail(
            trial.Proxy is { } proxy
                ? new($"文件的下载主机经代理 {proxy} 下载不了", $"the host that files are downloaded from fails through the proxy {proxy}")
                : new("文件的下载主机下载不了", "the host that files are downloaded from fails"),
            new("防火墙和代理要放行下面这个主机和端口；它不是 dingtalk.com 的，而且可能是 http", "let the firewall and the proxy pass to the host and port below: it is none of dingtalk.com, and may be plain http"), $"{trial.Host}: {lost.Told}"),
        _ => Finding.Skip(Skips.Earlier),
    };

    private static Finding Unknown(RobotVisit robot, Step refused) => refused switch
    {
        // The code of an old message lapses, which says nothing of the host.
        _ when refused.Is(DingTalkFault.NotFound) || refused.Is(DingTalkFault.Invalid) => Finding.Skip(s_noFile),
        _ when refused.Is(DingTalkFault.QuotaExceeded) || RobotChecks.LacksPermission(robot.Send) => Finding.Skip(Skips.Earlier),
        _ when RobotChecks.LacksPermission(refused) => RobotChecks.Grant(robot, refused, "qyapi_robot_sendmsg"),
        _ => Finding.Fail(new("钉钉不给下载地址", "DingTalk gives no address to download from"), new("看应答里的原因，稍后再试", "its answer says why; try again later"), refused.Told),
    };
}
