namespace Dinghy.Gateway.Doctor;

/// <summary>Why something was not looked at.</summary>
internal static class Skips
{
    public static Words NoConfig { get; } = new("配置有错误", "the configuration has faults");

    public static Words Offline { get; } = new("--offline 不联网", "--offline: nothing is asked over the network");

    public static Words ByHttp { get; } = new("mode 是 http，不用长连接", "mode is http: no socket is opened");

    public static Words NoGateway { get; } = new("本机没有运行网关，或者它没有应答", "no gateway runs here, or it does not answer");

    public static Words NoAnswer { get; } = new("钉钉没有给出能判断的应答，见前面的检查", "DingTalk gave no answer to judge by; see the checks before");

    public static Words NoCard { get; } = new("需要真实调用：加上 --card <staffId 或 cid…>", "needs a live call: add --card <staffId or cid…>");

    public static Words NoTemplate { get; } = new("没有配置卡片模板，回答以普通消息发送", "no card template is configured: answers go as messages");

    public static Words Earlier { get; } = new("前面的步骤没有走通，见前面的检查", "an earlier step did not work; see the checks before");
}

/// <summary>Pages of DingTalk's developer console.</summary>
internal static class Consoles
{
    public static Uri Apps { get; } = new("https://open-dev.dingtalk.com/fe/app");

    public static Uri Cards { get; } = new("https://open-dev.dingtalk.com/fe/card");
}
