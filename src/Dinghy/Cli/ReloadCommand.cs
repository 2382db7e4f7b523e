using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.Cli;

/// <summary><c>dinghy reload</c>: the running gateway reads its configuration again and tells how that went.</summary>
internal static class ReloadCommand
{
    public static Command Create()
    {
        var command = new Command("reload", "Let the running gateway read its configuration again now; it does so by itself after a change.");
        command.SetAction(async (line, ct) =>
        {
            var home = CommonOptions.Source(line).HomeFolder();
            if (RunningGateway.Find(home) is not { } gateway || await AskAsync(gateway, home, ct) is not { } report)
            {
                Shell.Say($"No gateway runs on {home}. Start one with: dinghy gateway");
                return ExitCodes.NotRunning;
            }

            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.ReloadReport));
            else foreach (var each in Lines(report)) Shell.Say(each);
            return !report.Ok ? ExitCodes.BadConfig : report.Problems.Count > 0 ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>What happened, for people.</summary>
    public static IEnumerable<string> Lines(ReloadReport report) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Configuration of {report.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}: {(report.Ok ? "holds from the next message on" : "has faults, the one before stays")}"),
        .. report.Ok && report.Changed.Count > 0 ? [$"  changed: {string.Join(", ", report.Changed)}"] : Array.Empty<string>(),
        .. report.Faults.Select(fault => $"  fault: {fault}"),
        .. report.Problems.Select(problem => $"  {problem}"),
        .. report.NeedsRestart.Select(key => $"  {key} holds after a restart"),
    ];

    private static async Task<ReloadReport?> AskAsync(RunningGateway gateway, string home, CancellationToken ct)
    {
        if (!Dinghy.Gateway.Storage.HomeLock.IsHeld(home)) return null;
        // Past any proxy: the token is for the gateway alone. New keys may be tried, which takes as long as DingTalk does.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/api/reload"));
        request.Headers.Authorization = new("Bearer", AdminToken.Read(home));
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync(CliJson.Default.ReloadReport, ct) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}
