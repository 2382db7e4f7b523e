using System.CommandLine;
using Dinghy.Admin;
using Dinghy.DingTalk;
using Dinghy.Emulator;
using Dinghy.Gateway.Configuration;
using Dinghy.Hosting;

namespace Dinghy.Cli;

/// <summary><c>dinghy demo</c>: emulator, gateway and offline model in one process. No account, no key, no network.</summary>
internal static class DemoCommand
{
    private const int UsualPort = 18780;

    private static readonly EmulatedApp s_robot = new();

    private static readonly CardTemplateConfig s_card = new()
    {
        TemplateId = "dinghy-demo.schema", StatusLine = "status_line", Buttons = "buttons", StopShown = "stop_shown", Steps = "steps",
    };

    private static readonly CardTemplate s_template = new(s_card.TemplateId, [s_card.Content], [s_card.StatusLine!, s_card.Buttons!, s_card.StopShown!, s_card.Steps!])
    {
        Buttons = [new(s_card.StopAction, "停止 Stop", s_card.StopShown)],
    };

    private static readonly EmulatorOptions s_dingTalk = new() { Apps = [s_robot], CardTemplates = [s_template] };

    public static Command Create()
    {
        var port = new Option<int?>("--port") { Description = $"Port of the chat page (else {UsualPort}, or a free one when it is taken).", HelpName = "port" };
        port.Validators.Add(CommonOptions.MustBePort);
        var command = new Command("demo", "Try Dinghy here and now: a chat page, an emulated DingTalk and an offline model.") { port };
        command.SetAction(async (line, ct) =>
        {
            var home = Directory.CreateTempSubdirectory("dinghy-demo-").FullName;
            try
            {
                await using var emulator = await StartEmulatorAsync(line.GetValue(port), ct);
                await using var run = await GatewayRun.StartAsync(Config(home, emulator.Address), AdminServer.BuildBeside(verbose: false), ct);
                await run.Gateway!.Connected.WaitAsync(ct);
                Shell.Print($"Chat page: {emulator.Address}");
                Shell.Print($"Console: {new Uri(RunningGateway.Find(home)!.Address, run.Console!.Desk.Tickets.Issue().Path)}");
                Shell.Say("Everything runs on this machine and is forgotten at the end. Ctrl-C stops.");
                await Task.WhenAny(Signals.UntilAsync(ct), run.ToldToStop);
                return ExitCodes.Ok;
            }
            finally
            {
                Directory.Delete(home, recursive: true);
            }
        });
        return command;
    }

    private static async Task<EmulatorServer> StartEmulatorAsync(int? port, CancellationToken ct)
    {
        try
        {
            return await EmulatorServer.StartAsync(s_dingTalk with { Port = port ?? UsualPort }, ct);
        }
        catch (IOException) when (port is null)
        {
            return await EmulatorServer.StartAsync(s_dingTalk, ct);
        }
    }

    private static DinghyConfig Config(string home, Uri dingTalk) => new()
    {
        Home = home,
        Accounts =
        [
            new AccountConfig
            {
                ClientId = s_robot.ClientId,
                ClientSecret = new Secret(s_robot.ClientSecret),
                RobotCode = s_robot.RobotCode,
                BotName = s_robot.Name,
                Reply = new ReplyConfig { Card = s_card },
                Endpoints = new DingTalkEndpoints(dingTalk, dingTalk),
            },
        ],
        Models = new ModelsConfig { Default = "demo/demo" },
        Agents = new AgentsConfig { Default = new AgentConfig { Workspace = DemoFile.WriteBelow(home) } },
        Gateway = new GatewayConfig { Port = 0 },
        // Two of the emulated people, so that signing in by a code can be tried, too.
        Console = new ConsoleConfig { Operators = new HashSet<string>(StringComparer.Ordinal) { "manager75" }, Auditors = new HashSet<string>(StringComparer.Ordinal) { "user002" } },
    };
}
