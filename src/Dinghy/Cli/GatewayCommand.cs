using System.CommandLine;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.HandOver;
using Dinghy.Hosting;
using Dinghy.Service;

namespace Dinghy.Cli;

/// <summary><c>dinghy gateway</c>: the product, in the foreground until SIGTERM or Ctrl-C; below it, what keeps it running as a service.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var command = Running(new Command("gateway", "Run the gateway, or keep it running as a service."));
        command.Add(Running(new Command("run", "Run the gateway in the foreground, as \"dinghy gateway\" alone does.")));
        foreach (var each in ServiceCommand.Create()) command.Add(each);
        return command;
    }

    private static Command Running(Command command)
    {
        var port = new Option<int?>("--port") { Description = "Port of /health, /ready and /metrics; 0 takes a free one.", HelpName = "port" };
        port.Validators.Add(CommonOptions.MustBePort);
        var verbose = new Option<bool>("--verbose", "-d") { Description = "Log more. Never message texts or secrets." };
        command.Add(port);
        command.Add(verbose);
        command.SetAction(async (line, ct) =>
        {
            // First of all: nothing that is started from here on may have its token.
            var succession = Succession.FromEnvironment();
            var admin = AdminServer.BuildBeside(line.GetValue(verbose));
            var watched = new WatchedConfig(CommonOptions.Source(line));
            if (ConfigOutcome.Load(watched.Source, notes: true) is not { } config) return ExitCodes.BadConfig;
            watched.Take(config);
            if (config.Accounts.Count == 0)
                Shell.Say($"No robot is configured, so nothing is connected: write channels.dingtalk.client_id and client_secret into {config.File ?? watched.Source.ConfigFile()}, or set DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET. The file is taken up as soon as it is there.");
            if (line.GetValue(port) is { } chosen) config = config with { Gateway = config.Gateway with { Port = chosen } };
            using var manager = ServiceNotifier.OfProcess();
            var started = new TaskCompletionSource<GatewayRun>(TaskCreationOptions.RunContinuationsAsynchronously);
            // Before the first line is printed: whoever has read it may send one, and without a handler it would end us.
            using var reload = Signals.OnHangup(() => ReloadAsync(started.Task, manager, ct));
            await using var run = await GatewayRun.StartAsync(config, admin, ct, watched, manager, succession);
            manager.Ready(takingOver: succession is not null);
            started.SetResult(run);
            await Task.WhenAny(Signals.UntilAsync(ct), run.ToldToStop);
            return await run.StopAsync(manager, ct);
        });
        return command;
    }

    private static async Task ReloadAsync(Task<GatewayRun> starting, ServiceNotifier manager, CancellationToken ct)
    {
        if ((await starting.WaitAsync(ct)).Reloader is not { } reloader) return;
        manager.Reloading();
        try
        {
            await reloader.ReloadAsync(ct);
        }
        finally
        {
            manager.Ready();
        }
    }
}
