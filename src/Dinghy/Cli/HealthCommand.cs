using System.CommandLine;
using Dinghy.Admin;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary><c>dinghy health [--ready]</c>: for a container's health check, where no curl is.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var ready = new Option<bool>("--ready") { Description = "Also whether every channel is connected and a model is usable." };
        var command = new Command("health", "Ask the gateway on this home whether it is alive; the exit code says it.") { ready };
        command.SetAction(async (line, ct) =>
        {
            var home = CommonOptions.Source(line).HomeFolder();
            if (RunningGateway.Find(home) is not { } gateway || !HomeLock.IsHeld(home))
            {
                Shell.Say("No gateway runs on this home.");
                return ExitCodes.NotRunning;
            }

            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = s_patience };
            try
            {
                using var alive = await http.GetAsync(new Uri(gateway.Address, line.GetValue(ready) ? "/ready" : "/health"), ct);
                Shell.Print((await alive.Content.ReadAsStringAsync(ct)).TrimEnd());
                return alive.IsSuccessStatusCode ? ExitCodes.Ok : line.GetValue(ready) ? ExitCodes.NotReady : ExitCodes.Failed;
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                Shell.Say($"The gateway at {gateway.Address} does not answer.");
                return ExitCodes.Failed;
            }
        });
        return command;
    }
}
