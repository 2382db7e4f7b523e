using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;

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
            if (await GatewayClient.AskAsync(home, "/api/status", CliJson.Default.StatusReport, ct) is not { } report)
            {
                Shell.Say($"No gateway runs on {home}. Start one with: dinghy gateway");
                return ExitCodes.NotRunning;
            }

            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.StatusReport) : Text(report, RunningGateway.Find(home)?.Address));
            return report.Ready ? ExitCodes.Ok : ExitCodes.NotReady;
        });
        return command;
    }

    private static string Text(StatusReport report, Uri? address) => string.Join('\n',
    [
        $"Dinghy {report.Version}, process {report.ProcessId}{(address is null ? "" : $", at {address}")}, running since {At(report.StartedAt)}",
        report.Ready ? "Ready" : "NOT ready",
        .. report.NotReady.Select(reason => $"  - {reason}"),
        .. report.Channels.Select(channel =>
            channel.Mode == "http"
                ? $"DingTalk [{channel.Account}]: {(channel.Webhook is { } at ? $"listening on {at}" : "not listening")}"
                : $"DingTalk [{channel.Account}]: {(channel.ConnectedSince is null ? "not connected" : $"connected since {At(channel.ConnectedSince)}")}, last frame {At(channel.LastFrameAt)}, {Plural.Of(channel.Reconnects, "reconnect")}{(channel.Webhook is { } beside ? $"; listening on {beside}" : "")}"),
        .. report.Channels.Where(channel => channel.Mismatch is not null).Select(channel => $"  - [{channel.Account}] {channel.Mismatch}"),
        .. report.Channels.Where(channel => channel.Refusal is not null).Select(channel => $"  - [{channel.Account}] calls are refused ({channel.Refusal})"),
        $"Model: {report.Model}",
        .. report.Reload is { } reload ? ReloadCommand.Lines(reload) : [],
        $"Turns in work {report.TurnsInWork}, open in the store {report.OpenTurns}; replies waiting {report.WaitingReplies}, dead letters {report.DeadReplies}, parts in doubt {report.DoubtfulParts}",
        .. (report.Quota ?? []).Select(quota => string.Create(CultureInfo.InvariantCulture,
            $"Month {quota.Month} [{string.Join(", ", quota.Accounts)}]: calls {quota.Calls.Used}/{quota.Calls.Limit} (forecast {quota.Calls.Forecast}), pushes {quota.Pushes.Used}/{quota.Pushes.Limit} (forecast {quota.Pushes.Forecast}), cards {quota.Pace}")),
        .. report.Outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"  {pair.Value.ToString(CultureInfo.InvariantCulture),8}  {pair.Key}"),
    ]);

    private static string At(DateTimeOffset? time) => time is { } at ? at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "never";
}
