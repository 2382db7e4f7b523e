using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Doctor;

/// <summary>What stands in files and variables.</summary>
internal static class ConfigChecks
{
    public static IReadOnlyList<Check<ConfigResult>> All { get; } =
    [
        new("config.readable", new("配置没有错误", "the configuration has no faults"), Readable),
        new("config.blanks", new("凭据前后没有多余的空白", "no stray blanks stand around credentials"), Blanks),
        new("config.robot", new("启用了钉钉机器人", "a DingTalk robot is enabled"), Robot),
        new("config.texts", new("日志文件里没有消息正文", "the log files hold no message texts"), Texts),
    ];

    private static Finding Readable(ConfigResult config)
    {
        if (config.Faults.Count > 0)
            return Finding.Fail(new("配置有错误，网关不会启动", "the configuration has faults: the gateway does not start"), new("按提示改好每一处，再运行 dinghy config check", "mend each, then run dinghy config check"), List(config.Faults));
        var odd = config.Warnings.Where(warning => !IsBlank(warning)).ToList();
        return odd.Count == 0
            ? Finding.Ok(config.Config?.File ?? "-")
            : Finding.Warn(new("有些键没有起作用", "some keys have no effect"), odd.Any(warning => warning.Rename is not null)
                ? new("dinghy doctor --fix 会改好拼错而意思明确的键；其余的对照 docs/configuration 改正或删掉", "dinghy doctor --fix renames those whose meaning is clear; compare the others with docs/configuration, mend or remove them")
                : new("对照 docs/configuration 改正或删掉", "compare with docs/configuration; mend or remove them"), List(odd));
    }

    private static Finding Blanks(ConfigResult config) => config.Warnings.Where(IsBlank).ToList() is { Count: > 0 } blanks
        ? Finding.Warn(
            new("复制凭据时带上了空白；已经忽略，不影响使用", "a credential was copied with blanks; they are forgiven and left out"),
            new("删掉这些空白", "remove them"), string.Join(", ", blanks.Select(blank => blank.Path)))
        : config.Config is null ? Finding.Skip(Skips.NoConfig) : Finding.Ok();

    private static Finding Texts(ConfigResult config) => config.Config switch
    {
        null => Finding.Skip(Skips.NoConfig),
        { Logs: { Files: true, Texts: true } } => Finding.Warn(
            new("logs.texts 已打开：大家的提问和回答都会写进日志文件，能读文件的人都看得到", "logs.texts is on: what people ask and agents answer is written into the log files, for whoever can read them"),
            new("查完问题后关掉 logs.texts，再删除主目录 logs/ 里已有的文件", "when you have found what you look for, switch logs.texts off and delete the files in logs/ of the home folder")),
        _ => Finding.Ok(),
    };

    private static Finding Robot(ConfigResult config) => config.Config switch
    {
        null => Finding.Skip(Skips.NoConfig),
        { Accounts.Count: 0 } => Finding.Fail(
            new("没有启用任何钉钉账号，网关不会连接钉钉", "no DingTalk account is enabled: the gateway connects to nothing"),
            new("写上 channels.dingtalk.client_id 和 client_secret，enabled 设为 true", "set channels.dingtalk.client_id and client_secret, and enabled to true"))
            with { Link = Consoles.Apps },
        { } good => Finding.Ok(string.Join(", ", good.Accounts.Select(account => $"{account.Id}: {account.ClientId}"))),
    };

    public static bool IsBlank(ConfigFault warning) => warning.Found == CredentialReader.StrayBlanks;

    private static string List(IEnumerable<ConfigFault> faults) => string.Join("; ", faults.Select(fault => fault.ToString()));
}
