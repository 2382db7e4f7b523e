using Dinghy.Gateway.Doctor;

namespace Dinghy.Cli.Setup;

/// <summary>What the wizard says.</summary>
internal static class SetupWords
{
    public const string Console = "https://open-dev.dingtalk.com/fe/app";

    public static Words Intro { get; } = new(
        "回车接受方括号里的值，输入 < 返回上一步，Ctrl-C 随时退出（不会留下写了一半的东西）。密钥输入时不显示。",
        "Enter takes what stands in brackets, < goes back, Ctrl-C stops at any time and leaves nothing half-written. Secrets are not shown.");

    public static Words RobotTitle { get; } = new("一、机器人", "1. The robot");

    public static Words ModelTitle { get; } = new("二、模型", "2. The model");

    public static Words ServiceTitle { get; } = new("三、运行", "3. Running it");

    public static Words Way { get; } = new("怎样得到机器人的密钥", "How to get the robot's keys");

    public static IReadOnlyList<Words> Ways { get; } =
    [
        new("用钉钉扫码新建一个机器人（不用进开发者后台）", "scan a code with the DingTalk app: makes a new robot, no developer console"),
        new("我有 Client ID 和 Client Secret", "I have a Client ID and a Client Secret"),
        new("告诉我怎样在开发者后台创建", "show me how to make one in the developer console"),
    ];

    public static Words ByHand { get; } = new(
        $"""
        在开发者后台 {Console}
          1. 创建一个「企业内部应用」
          2. 在「机器人」页打开机器人，消息接收模式选 Stream
          3. 在「权限管理」申请 qyapi_robot_sendmsg（要流式卡片再加 Card.Instance.Write、Card.Streaming.Write）
          4. 在「版本管理与发布」发布一个版本
          5. 从「凭证与基础信息」复制 Client ID 和 Client Secret
        """,
        $"""
        In the developer console, {Console}
          1. create an enterprise internal application
          2. on its robot page switch the robot on and choose Stream as the receiving mode
          3. under permissions apply for qyapi_robot_sendmsg (for answers that stream into a card also Card.Instance.Write and Card.Streaming.Write)
          4. publish a version
          5. copy Client ID and Client Secret from the credentials page
        """);

    public static Words Policy { get; } = new("谁可以私聊机器人", "Who may write to the robot privately");

    public static IReadOnlyList<(string Key, Words Says)> Policies { get; } =
    [
        ("pairing", new("配对：陌生人得到一个配对码，由您批准（推荐）", "pairing: strangers get a code, you approve them (recommended)")),
        ("open", new("组织里的所有人", "open: everybody in the organisation")),
        ("allowlist", new("只有 allow_from 里的人", "allowlist: only who stands in allow_from")),
    ];

    public static Words Trying { get; } = new("正在向钉钉验证……", "Asking DingTalk…");

    public static Words TryingModel { get; } = new("正在向模型提一个小问题……", "Asking the model one short question…");

    public static Words AfterFailure { get; } = new("接下来", "What now");

    public static IReadOnlyList<Words> Afterwards { get; } = [new("再试一次", "try again"), new("重新输入", "enter it again"), new("不验证，直接保存", "save it untried"), new("退出", "stop")];

    public static Words Scan { get; } = new("用手机钉钉扫码，确认「创建新机器人」：", "Scan this with the DingTalk app on your phone and confirm \"create a new robot\":");

    public static Words Waiting { get; } = new("等待扫码……（Ctrl-C 退出）", "Waiting for the scan… (Ctrl-C stops)");

    public static Words Made { get; } = new("机器人已经创建。", "The robot is made.");

    public static Words Expired { get; } = new("二维码过期了，没有人确认。重新运行即可得到新的二维码。", "The code expired before anybody confirmed it. Run this again for a new one.");

    public static Words Refused(string? why) => new($"钉钉没有创建机器人：{why}。可能是手机上点了取消，或者您没有创建应用的权限。", $"DingTalk made no robot: {why}. Somebody may have cancelled on the phone, or you may not create applications.");

    public static Words Lost(string? why) => new($"连不上钉钉，不知道结果：{why}。检查网络后重新运行；如果手机上已经确认，机器人可能已经建好，在开发者后台能看到它的密钥。", $"DingTalk could not be asked how it went: {why}. Check the network and run this again; if the phone said yes, the robot may be there, with its keys in the developer console.");

    public static Words NoCode(string why) => new($"钉钉没有给出二维码：{why}。", $"DingTalk gave no code: {why}.");

    public static Words Stopped { get; } = new("已退出。没有保存的步骤什么也没有写。", "Stopped. Nothing was written of a step that was not saved.");

    public static Words Untested(string what) => new($"没有验证：{what}", $"Not tried: {what}");

    public static Words ModelLater { get; } = new("模型留到以后：dinghy onboard，或 dinghy models set。在那之前，机器人会说明自己还没有模型。", "The model is left for later: dinghy onboard, or dinghy models set. Until then the robot says that it has none.");

    public static Words Next(bool pairing) => new(
        "接下来：\n  1. dinghy gateway（启动；dinghy doctor 检查一切）\n  2. 在钉钉里找到机器人，发一句话" + (pairing ? "\n  3. 它会回一个配对码：dinghy pairing approve <配对码>（第一个批准的人成为负责人）" : ""),
        "Next:\n  1. dinghy gateway (starts it; dinghy doctor checks everything)\n  2. find the robot in DingTalk and write to it" + (pairing ? "\n  3. it answers with a code: dinghy pairing approve <code> (the first one approved becomes its owner)" : ""));
}
