using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

/// <summary><c>dinghy feedback [--days 30] [--vote up|down] [--csv]</c>: what people think of answers.</summary>
internal static class FeedbackCommand
{
    public static Command Create()
    {
        var days = new Option<int>("--days") { Description = "So many days back.", DefaultValueFactory = _ => 30 };
        days.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > FeedbackRoutes.MostDays))
                result.AddError($"--days is a number from 1 to {FeedbackRoutes.MostDays}.");
        });
        var vote = new Option<string?>("--vote") { Description = "Only thumbs up, or down.", HelpName = "up|down" };
        vote.AcceptOnlyFromAmong("up", "down");
        var account = new Option<string?>("--account") { Description = "Of this account only.", HelpName = "name" };
        var csv = new Option<bool>("--csv") { Description = "Comma-separated, for a spreadsheet." };
        var command = new Command("feedback", "Show what people think of answers.") { days, vote, account, csv };
        command.SetAction(async (line, ct) =>
        {
            var (home, back) = (CommonOptions.Source(line).HomeFolder(), line.GetValue(days));
            var path = string.Create(CultureInfo.InvariantCulture, $"/api/feedback?days={back}");
            if (line.GetValue(vote) is { } wanted) path += $"&vote={wanted}";
            if (line.GetValue(account) is { } named) path += $"&account={Uri.EscapeDataString(named)}";
            var report = await GatewayClient.AskAsync(home, path, CliJson.Default.FeedbackReport, ct) ?? await StoredAsync(home, back, line.GetValue(vote), line.GetValue(account), ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.FeedbackReport) : line.GetValue(csv) ? report.ToCsv() : Text(report));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<FeedbackReport> StoredAsync(string home, int days, string? vote, string? account, CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(home, "dinghy.db"))) return FeedbackReport.Of([]);
        using var held = HomeLock.Take(home);
        await using var store = SqliteStore.Open(home);
        return await FeedbackRoutes.ReadAsync(store, days, vote, account, ct);
    }

    private static string Text(FeedbackReport report) => report.Rows.Count == 0 ? "No feedback." : string.Join('\n',
    [
        $"{report.Up} up, {report.Down} down",
        .. Columns.Of(
            ["Given", "Vote", "Turn", "Account", "Agent", "From", "Comment"],
            [.. report.Rows.Select(row => new[]
            {
                TraceText.At(row.At), row.Vote, $"{row.Turn}", Printable.Line(row.Account), Printable.Line(row.Agent ?? ""), Printable.Line(row.Person), Printable.Line((row.Comment ?? "").ReplaceLineEndings(" ")),
            })]),
        "dinghy trace <turn> tells how an answer came about.",
    ]);
}
