using Dinghy.DingTalk;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Doctor;

/// <summary>The way between this machine and a robot, and what the robot may do.</summary>
internal static class RobotChecks
{
    private static readonly TimeSpan s_mostApart = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<Check<RobotVisit>> All { get; } =
    [
        new("dingtalk.route", new("这台机器能连到钉钉", "this machine reaches DingTalk"), Route),
        new("dingtalk.address", new("钉钉允许这台机器的 IP 调用", "DingTalk takes calls from this machine's address"), Address),
        new("dingtalk.credentials", new("钉钉接受 Client ID 和 Client Secret", "DingTalk accepts the client id and the client secret"), Credentials),
        new("dingtalk.clock", new("本机时钟与钉钉一致", "this machine's clock agrees with DingTalk's"), Clock),
        new("dingtalk.stream", new("应用可以用 Stream 模式", "the application may use Stream mode"), Stream),
        new("dingtalk.socket", new("能连到长连接的主机", "the socket's host can be reached"), Socket),
        new("robot.code", new("robot_code 属于这个应用", "robot_code belongs to this application"), RobotCode),
        new("robot.permission", new("有机器人发消息的权限", "the robot may send messages"), Permission),
        new("robot.reach", new("机器人能给指定的人或群发消息", "the robot reaches the person or group"), Reach),
    ];

    public static bool LacksPermission(Step? step) => step is not null && step.Is(DingTalkFault.Permission) && !NamesRobotCode(step);

    /// <summary>DingTalk has a page that asks the administrator for one permission of one application.</summary>
    public static Finding Grant(RobotVisit robot, Step refused, string usual)
    {
        var scope = refused.Fault!.RequiredScopes is [var first, ..] ? first : usual;
        return Finding.Fail(
            new($"缺少权限 {scope}", $"the permission {scope} is not granted"),
            new($"在开发者后台申请 {scope}，再发布一个版本", $"grant {scope} in the developer console and publish a version again"), refused.Told)
            with { Link = new Uri($"https://open-dev.dingtalk.com/appscope/apply?content={Uri.EscapeDataString($"{robot.Account.ClientId}#{scope}")}") };
    }

    private static Finding Route(RobotVisit robot)
    {
        if (robot.Offline) return Finding.Skip(Skips.Offline);
        if (new[] { robot.Token, robot.Open }.FirstOrDefault(IsLost) is not { } lost) return Finding.Ok(robot.Proxy is { } way ? $"{robot.Account.Endpoints.Api.Host}, proxy {way}" : robot.Account.Endpoints.Api.Host);
        if (lost.Is(DingTalkFault.Banned)) return Finding.Fail(
            new("钉钉暂时封了这台机器的 IP", "DingTalk bars this machine's address for some minutes"), new("查出同一出口 IP 上还有谁在频繁调用，等几分钟", "find who else calls from this address, and wait"), lost.Told);
        return Finding.Fail(
            robot.Proxy is { } proxy
                ? new($"经环境变量里的代理 {proxy} 连不上钉钉", $"DingTalk can not be reached through the environment's proxy {proxy}")
                : new("连不上钉钉，或者应答的不是钉钉", "DingTalk can not be reached, or what answers is not DingTalk"),
            new("检查 DNS、防火墙（出站 443：api.dingtalk.com、oapi.dingtalk.com、wss-open-connection.dingtalk.com）和 HTTPS_PROXY/NO_PROXY；改过 endpoints 的也要核对",
                "check DNS, the firewall (outbound 443 to api.dingtalk.com, oapi.dingtalk.com, wss-open-connection.dingtalk.com), HTTPS_PROXY/NO_PROXY, and endpoints where it is set"), lost.Told);
    }

    private static Finding Address(RobotVisit robot) => new[] { robot.Token, robot.Open }.FirstOrDefault(LacksPermission) is { } refused
        ? Finding.Fail(
            new("钉钉拒绝了这台机器的 IP", "DingTalk refuses this machine's address"),
            new("把出口 IP 加进应用的「服务器出口 IP」白名单", "add this machine's public address to the application's list of allowed addresses"), refused.Told) with { Link = Consoles.Apps }
        : Answered(robot);

    private static Finding Credentials(RobotVisit robot)
    {
        // A pair that brought a token is right, whatever else it is refused.
        if (HasToken(robot) || new[] { robot.Token, robot.Open }.FirstOrDefault(step => step is not null && step.Is(DingTalkFault.Credentials)) is not { } refused) return Answered(robot);
        var cause = robot.Wrong switch
        {
            CredentialVerdict.ClientId => new Words("没有应用使用这个 Client ID", "no application has this client id"),
            CredentialVerdict.ClientSecret => new Words("Client ID 是对的，Client Secret 不对", "the client id is right, the client secret is not"),
            _ => new Words("Client ID 或 Client Secret 不对（写上 corp_id 就能分清是哪个）", "the client id or the client secret is wrong (with corp_id set, doctor can tell which)"),
        };
        return Finding.Fail(cause, new("在应用的「凭证与基础信息」页重新复制；重置过 Secret 的话旧的已失效", "copy both again from the application's credentials page; a secret that was reset is void"), refused.Told) with { Link = Consoles.Apps };
    }

    private static bool HasToken(RobotVisit robot) => robot.Token is { Worked: true };

    private static Finding Clock(RobotVisit robot)
    {
        if (robot.Offline) return Finding.Skip(Skips.Offline);
        if (robot.ClockAhead is not { } ahead) return Finding.Skip(Skips.NoAnswer);
        var proof = $"{Math.Abs(ahead.TotalSeconds):0} s";
        if (ahead.Duration() <= s_mostApart) return Finding.Ok(proof);
        return Finding.Fail(
            ahead > TimeSpan.Zero ? new("本机时钟慢了", "this machine's clock is slow") : new("本机时钟快了", "this machine's clock is fast"),
            new("打开时间同步（timedatectl set-ntp true）；时钟不准会误判 webhook 是否过期", "switch time synchronisation on (timedatectl set-ntp true): by a wrong clock, session webhooks are taken for expired or alive"), proof);
    }

    private static Finding Stream(RobotVisit robot) => robot.Open switch
    {
        _ when robot.Account.Mode == ReceiveMode.Http => Finding.Skip(Skips.ByHttp),
        null => robot.Offline ? Finding.Skip(Skips.Offline) : Finding.Skip(Skips.Earlier),
        { Worked: true } => Finding.Ok(),
        { Fault: { } fault } refused when StreamProbe.RefusesStream(fault) || (HasToken(robot) && refused.Is(DingTalkFault.Credentials)) => Finding.Fail(
            new("凭据正确，但应用不能用 Stream 模式：机器人没开、接收方式不是 Stream，或者版本没有发布", "the pair is right, but the application may not use Stream mode: the robot is off, its receiving mode is not Stream, or no version is published"),
            new("在应用的「机器人」页打开机器人，消息接收模式选 Stream，然后在「版本管理与发布」发布", "on the application's robot page switch the robot on, choose Stream as its receiving mode, then publish a version"), refused.Told) with { Link = Consoles.Apps },
        { } refused when IsLost(refused) || LacksPermission(refused) || refused.Is(DingTalkFault.Credentials) => Finding.Skip(Skips.Earlier),
        { } refused => Finding.Fail(
            new("钉钉不给长连接的票据，原因不明", "DingTalk gives no ticket, for a reason this program does not know"), new("把请求号交给钉钉的技术支持", "take the request id to DingTalk's support"), refused.Told),
    };

    private static Finding Socket(RobotVisit robot) => robot.Socket switch
    {
        _ when robot.Account.Mode == ReceiveMode.Http => Finding.Skip(Skips.ByHttp),
        null => robot.Offline ? Finding.Skip(Skips.Offline) : Finding.Skip(Skips.Earlier),
        { Worked: true } reached => Finding.Ok(reached.Told),
        { } lost => Finding.Fail(
            new("拿到了票据，却连不上长连接的主机", "there is a ticket, and its host can not be reached"),
            new("防火墙和代理要放行这个主机的 443（wss）", "let the firewall and the proxy pass to that host, port 443 (wss)"), lost.Told),
    };

    private static Finding RobotCode(RobotVisit robot) => robot.Send switch
    {
        null => NotSent(robot),
        { } step when NamesRobotCode(step) => Finding.Fail(
            new("钉钉不认这个 robot_code", "DingTalk does not take this robot_code"), new("删掉 robot_code（默认就是 Client ID），或从机器人页复制", "remove robot_code (it is the client id by default), or copy it from the robot's page"), step.Told) with { Link = Consoles.Apps },
        _ => Finding.Ok(robot.Account.RobotCode),
    };

    private static Finding Permission(RobotVisit robot) => robot.Send switch
    {
        null => NotSent(robot),
        { Worked: true } => Finding.Ok(),
        { } step when LacksPermission(step) => Grant(robot, step, "qyapi_robot_sendmsg"),
        { } step when NamesRobotCode(step) || step.Is(DingTalkFault.QuotaExceeded) => Finding.Skip(Skips.Earlier),
        { } step when step.Is(DingTalkFault.NotFound) => Finding.Ok(),
        { } step => Finding.Fail(
            new("钉钉没有收下这条消息", "DingTalk did not take the message"), new("看应答里的原因；机器人被停用、内容被拦截、钉钉繁忙都会这样", "its answer says why: a robot that is switched off, content that is refused, DingTalk being busy"), step.Told),
    };

    private static Finding Reach(RobotVisit robot) => robot.Send switch
    {
        null => NotSent(robot),
        { Worked: true } step => Finding.Ok($"processQueryKey {step.Told}"),
        { } step when step.Is(DingTalkFault.NotFound) && !NamesRobotCode(step) => Finding.Fail(
            new("机器人找不到这个人或群", "the robot does not reach this person or group"),
            new("核对 staffId（日志里的 senderStaffId）；人要在应用的可见范围内，群里要有这个机器人", "compare the staff id (senderStaffId in the log); the person must be in the application's visible range, the robot in the group"), step.Told) with { Link = Consoles.Apps },
        _ => Finding.Skip(Skips.Earlier),
    };

    private static Finding Answered(RobotVisit robot) => robot switch
    {
        { Offline: true } => Finding.Skip(Skips.Offline),
        { Token.Worked: true } => Finding.Ok(),
        _ => Finding.Skip(Skips.NoAnswer),
    };

    private static Finding NotSent(RobotVisit robot) => Finding.Skip(robot switch
    {
        { Offline: true } => Skips.Offline,
        { Token.Worked: true } => Skips.NoCard,
        _ => Skips.Earlier,
    });

    private static bool IsLost(Step? step) => step?.Fault is { } fault && !StreamProbe.RefusesStream(fault)
        && fault.Fault is DingTalkFault.Network or DingTalkFault.Timeout or DingTalkFault.BadResponse or DingTalkFault.Banned or DingTalkFault.Busy or DingTalkFault.NotFound or DingTalkFault.Throttled;

    private static bool NamesRobotCode(Step step) => step.Fault is { } fault && fault.Code.Contains("robotCode", StringComparison.OrdinalIgnoreCase);
}
