using System.CommandLine;
using System.Text.Json;

namespace Dinghy.Cli.Setup;

/// <summary><c>dinghy channels add|list|status|remove</c>: the robots of this configuration.</summary>
internal static class ChannelsCommand
{
    public static Command Create() => new("channels", "See the robots, add one, try one, take one away.") { Add(), List(), Status(), Remove() };

    private static Command Add()
    {
        var channel = Channel();
        var command = new Command("add", "Add a robot, or change one's keys; they are tried before they are saved.") { channel, SetupOptions.Account };
        foreach (var option in SetupOptions.OfChannel) command.Add(option);
        command.Validators.Add(SetupOptions.Validate);
        command.SetAction((line, ct) => OnboardCommand.RunAsync(line, async (wizard, stop) =>
        {
            var (code, report) = await OnboardCommand.RobotAsync(line, wizard, stop);
            if (report is null) return code;
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.SetupReport));
            if (report.Saved) wizard.Say(new("正在运行的网关会自己接上；没有运行就用 dinghy gateway 启动。", "A running gateway takes it up by itself; else start one with: dinghy gateway"));
            return report.Ok ? ExitCodes.Ok : report.Faults.Count > 0 ? ExitCodes.BadConfig : ExitCodes.CheckFailed;
        }, ct));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the robots of the configuration.");
        command.SetAction(line => Show(line, new ChannelBook(CommonOptions.Source(line)).List()));
        return command;
    }

    private static Command Status()
    {
        var probe = new Option<bool>("--probe") { Description = "Ask DingTalk, too: keys, Stream mode, the socket's host. Sends nothing to anybody." };
        var command = new Command("status", "Show which robots are enabled, connected, and working.") { probe, SetupOptions.Account };
        command.SetAction((line, ct) => OnboardCommand.RunAsync(line, async (wizard, stop) =>
        {
            var report = await new ChannelBook(CommonOptions.Source(line)).StatusAsync(wizard, line.GetValue(SetupOptions.Account), line.GetValue(probe), stop);
            var code = Show(line, report);
            if (code != ExitCodes.Ok) return code;
            if (report!.Channels.Any(one => one.Probe is { Ok: false })) return ExitCodes.CheckFailed;
            return !report.Running ? ExitCodes.NotRunning : report.Channels.Any(one => one is { Enabled: true, Connected: not true }) ? ExitCodes.NotReady : ExitCodes.Ok;
        }, ct));
        return command;
    }

    private static Command Remove()
    {
        var account = new Argument<string>("account") { Description = "As dinghy channels list names it." };
        var command = new Command("remove", "Take a robot out of the configuration; dinghy config rollback brings it back.") { account, SetupOptions.Yes };
        command.SetAction((line, ct) => OnboardCommand.RunAsync(line, async (wizard, stop) =>
        {
            var name = line.GetValue(account)!;
            if (!wizard.Desk.Channel.Names().Contains(name, StringComparer.Ordinal)) return ConfigEditCommands.Tell(wizard.Desk.Channel.Remove(name));
            if (!line.GetValue(SetupOptions.Yes))
            {
                if (wizard.Dialog is not { } dialog)
                {
                    Shell.Say("Nobody can be asked here: add --yes.");
                    return ExitCodes.Usage;
                }

                if (!await dialog.ConfirmAsync(new($"从配置里删掉机器人 {name} 吗", $"Take the robot {name} out of the configuration?"), usual: false, stop)) return ExitCodes.Failed;
            }

            return ConfigEditCommands.Tell(await wizard.Audit.KeepAsync("unset", "channels.dingtalk", () => wizard.Desk.Channel.Remove(name), stop));
        }, ct));
        return command;
    }

    private static int Show(ParseResult line, ChannelListReport? report)
    {
        if (report is null) return ExitCodes.BadConfig;
        Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.ChannelListReport) : ChannelText.Of(report));
        return ExitCodes.Ok;
    }

    /// <summary>Who comes from elsewhere writes it.</summary>
    private static Argument<string?> Channel()
    {
        var channel = new Argument<string?>("channel") { Arity = ArgumentArity.ZeroOrOne, Description = "dingtalk, the only one." };
        channel.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != "dingtalk") result.AddError($"'{token.Value}' is no channel of this program: dingtalk is.");
        });
        return channel;
    }
}
