using System.CommandLine;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Hosting;

namespace Dinghy.Cli;

/// <summary><c>dinghy gateway</c>: the product, in the foreground until SIGTERM or Ctrl-C.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var port = new Option<int?>("--port") { Description = "Port of /health, /ready and /metrics; 0 takes a free one.", HelpName = "port" };
        port.Validators.Add(CommonOptions.MustBePort);
        var verbose = new Option<bool>("--verbose", "-d") { Description = "Log more. Never message texts or secrets." };
        var command = new Command("gateway", "Run the gateway.") { port, verbose };
        command.SetAction(async (line, ct) =>
        {
            var admin = AdminServer.BuildBeside(line.GetValue(verbose));
            var watched = new WatchedConfig(CommonOptions.Source(line));
            if (ConfigOutcome.Load(watched.Source) is not { } config) return ExitCodes.BadConfig;
            watched.Take(config);
            if (config.Accounts.Count == 0)
                Shell.Say($"No robot is configured, so nothing is connected: write channels.dingtalk.client_id and client_secret into {config.File ?? watched.Source.ConfigFile()}, or set DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET. The file is taken up as soon as it is there.");
            if (line.GetValue(port) is { } chosen) config = config with { Gateway = config.Gateway with { Port = chosen } };
            var started = new TaskCompletionSource<GatewayRun>(TaskCreationOptions.RunContinuationsAsynchronously);
            // Before the first line is printed: whoever has read it may send one, and without a handler it would end us.
            using var reload = Signals.OnHangup(() => ReloadAsync(started.Task, ct));
            await using var run = await GatewayRun.StartAsync(config, admin, ct, watched);
            started.SetResult(run);
            await Signals.UntilAsync(ct);
            Shell.Say("Stopping: no new messages are taken, running answers may end.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task ReloadAsync(Task<GatewayRun> starting, CancellationToken ct)
    {
        if ((await starting.WaitAsync(ct)).Reloader is { } reloader) await reloader.ReloadAsync(ct);
    }
}
