using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;

namespace Dinghy.Cli;

/// <summary><c>dinghy status</c>: asks the gateway that runs on this home how it is.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Show whether the gateway runs, is connected and keeps up.");
        command.SetAction(async (line, ct) =>
        {
            var home = CommonOptions.Source(line).HomeFolder();
            if (RunningGateway.Find(home) is not { } gateway || await AskAsync(gateway, home, ct) is not { } report)
            {
                Shell.Say($"No gateway runs on {home}. Start one with: dinghy gateway");
                return ExitCodes.NotRunning;
            }

            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.StatusReport) : Text(report));
            return report.Ready ? ExitCodes.Ok : ExitCodes.NotReady;
        });
        return command;
    }

    private static async Task<StatusReport?> AskAsync(RunningGateway gateway, string home, CancellationToken ct)
    {
        // Past any proxy: the token is for the gateway alone.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/api/status"));
        request.Headers.Authorization = new("Bearer", AdminToken.Read(home));
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync(CliJson.Default.StatusReport, ct) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string Text(StatusReport report) => string.Join('\n',
    [
        $"Dinghy {report.Version}, process {report.ProcessId}, running since {At(report.StartedAt)}",
        report.Ready ? "Ready" : "NOT ready",
        .. report.NotReady.Select(reason => $"  - {reason}"),
        .. report.Channels.Select(channel =>
            $"DingTalk [{channel.Account}]: {(channel.Connected ? $"connected since {At(channel.ConnectedSince)}" : "not connected")}, last frame {At(channel.LastFrameAt)}, {channel.Reconnects} reconnect(s)"),
        $"Model: {report.Model}",
        .. report.Reload is { } reload ? ReloadCommand.Lines(reload) : [],
        $"Turns in work {report.TurnsInWork}, open in the store {report.OpenTurns}; replies waiting {report.WaitingReplies}, dead letters {report.DeadReplies}, parts in doubt {report.DoubtfulParts}",
        .. report.Outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"  {pair.Value.ToString(CultureInfo.InvariantCulture),8}  {pair.Key}"),
    ]);

    private static string At(DateTimeOffset? time) => time is { } at ? at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "never";
}
