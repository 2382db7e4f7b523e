namespace Dinghy.Gateway.Doctor;

/// <summary>What HTTP mode needs: of robots that receive so.</summary>
internal static class WebhookChecks
{
    private const int OurRefusal = 403;

    public static IReadOnlyList<Check<RobotVisit>> All { get; } =
    [
        new("http.pair", new("事件订阅的 token 和 aes_key 成对", "the event subscription's token and aes_key are a pair"), Pair),
        new("http.listener", new("网关在监听钉钉的推送", "the gateway listens for DingTalk"), Listener),
        new("http.console", new("钉钉后台的加密设置与配置一致", "DingTalk's console encrypts as the configuration says"), Console),
        new("http.refused", new("最近一小时没有拒绝带签名的推送", "no signed call was refused in the last hour"), Refused),
        new("http.public", new("从 public_url 能走到网关", "public_url leads to the gateway"), Public),
        new("http.agent_id", new("配置了 AgentId", "the AgentId is configured"), AgentId),
    ];

    private static Finding Pair(RobotVisit robot) => robot.Account.Http switch
    {
        { Token: not null, AesKey: null } => Finding.Fail(
            new("配置里有 http.token，没有 http.aes_key；钉钉后台要么两个都有，要么都没有。事件会被拒绝，消息不受影响", "http.token is set and http.aes_key is not; DingTalk's console has both or neither. Events are refused; messages are not concerned"),
            new("从开发者后台的「事件订阅」页复制 AES key 到 http.aes_key；不订阅事件就删掉 token", "copy the AES key from the console's event subscription page into http.aes_key, or remove the token")) with { Link = Consoles.Apps },
        { Token: null, AesKey: not null } => Finding.Fail(
            new("配置里有 http.aes_key，没有 http.token；没有 token 就分不清钉钉的事件和伪造的。事件会被拒绝，消息不受影响", "http.aes_key is set and http.token is not; without the token DingTalk's events can not be told from forged ones. Events are refused; messages are not concerned"),
            new("从开发者后台的「事件订阅」页复制 token 到 http.token；不订阅事件就删掉 aes_key", "copy the token from the console's event subscription page into http.token, or remove the key")) with { Link = Consoles.Apps },
        { HasPair: true } => Finding.Ok(),
        _ => Finding.Ok(new Words("没有配置：只收消息和明文事件", "not set: messages and plain events only")),
    };

    private static Finding Listener(RobotVisit robot) => robot.Webhook switch
    {
        null => Finding.Skip(Skips.NoGateway),
        { Address: { } address } => Finding.Ok(address),
        { } seen => Finding.Fail(
            new("网关没有在监听", "the gateway does not listen"), new("换一个 http.listen，或者停掉占用它的程序", "choose another http.listen, or stop the program that has it"), seen.Trouble),
    };

    private static Finding Console(RobotVisit robot) => robot.Webhook switch
    {
        null => Finding.Skip(Skips.NoGateway),
        { Mismatch: { } found } => Finding.Fail(
            new("钉钉后台的加密设置与配置不一致，事件被拒绝", "DingTalk's console and the configuration differ, and events are refused"),
            new("让开发者后台「事件订阅」页和 http.token、http.aes_key 一致；docs/http-mode 有对照表", "make the console's event subscription page and http.token, http.aes_key the same; docs/http-mode has a table"), found) with { Link = Consoles.Apps },
        { HeardEvents: false } => Finding.Skip(new(
            "启动以来还没有收到过事件，没法比较；在后台「事件订阅」页重新保存一次请求网址，就会发来一次校验",
            "no event came since the start, so there is nothing to compare; save the address once more on the console's event subscription page, and a check comes")),
        _ => Finding.Ok(),
    };

    /// <summary>A warning only: strangers may send wrong signatures as often as they like.</summary>
    private static Finding Refused(RobotVisit robot) => robot.Webhook switch
    {
        null => Finding.Skip(Skips.NoGateway),
        { Refusal: { } why } => Finding.Warn(
            new("有带签名的推送被拒绝：可能是伪造的；如果消息或事件收不到，就是两边的设置不同", "signed calls were refused: forged ones, or, where messages or events do not arrive, the two sides differ"),
            new("核对 client_secret、corp_id、http.token 与后台是否一致，http.address_list、http.trusted_proxies 与反向代理是否一致", "compare client_secret, corp_id and http.token with the console, http.address_list and http.trusted_proxies with your proxy"), why) with { Link = Consoles.Apps },
        _ => Finding.Ok(),
    };

    private static Finding Public(RobotVisit robot) => robot switch
    {
        { Account.Http.PublicUrl: null } => Finding.Warn(
            new("没有配置 http.public_url：卡片上的按钮不会出现，doctor 也没法从外面试", "http.public_url is not set: cards have no buttons, and doctor can not try the way from outside"),
            new("写上钉钉访问网关用的 https 地址（不带路径）", "set the https address by which DingTalk reaches the gateway, without the path")),
        { Account.Http.PublicUrl: { Scheme: "http", IsLoopback: false } address } => Finding.Fail(
            new("public_url 不是 https：签名不包含正文，路上的人可以改消息", "public_url is not https: the signature does not cover the body, and whoever is on the way may change messages"),
            new("在网关前面放一个带 TLS 的反向代理", "put a reverse proxy with TLS before the gateway"), address.AbsoluteUri),
        { Offline: true } => Finding.Skip(Skips.Offline),
        { PublicStatus: null } => Finding.Skip(Skips.NoGateway),
        { PublicStatus: OurRefusal } => Finding.Ok(robot.Account.Http.PublicUrl.AbsoluteUri),
        { PublicStatus: var status } => Finding.Fail(
            new("从 public_url 走不到网关", "public_url does not lead to the gateway"),
            new("检查反向代理：路径要原样转发到 http.listen，POST 要放行", "look at the reverse proxy: it must pass POST and the path unchanged to http.listen"),
            status == 0 ? $"{robot.Account.Http.PublicUrl.AbsoluteUri}: no answer" : $"{robot.Account.Http.PublicUrl.AbsoluteUri}: HTTP {status}"),
    };

    private static Finding AgentId(RobotVisit robot) => robot.Account.AgentId is { } id ? Finding.Ok(id) : Finding.Warn(
        new("没有配置 agent_id：不能发工作通知", "agent_id is not set: work notifications can not be sent"),
        new("从应用的「凭证与基础信息」页复制 AgentId", "copy the AgentId from the application's credentials page")) with { Link = Consoles.Apps };
}
