using System.CommandLine;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

/// <summary><c>dinghy quota</c>: where the month stands and where it goes; <c>--simulate</c> plays one.</summary>
internal static class QuotaCommand
{
    public static Command Create()
    {
        var simulate = new Option<bool>("--simulate") { Description = "Play a month day by day instead of looking at this one." };
        var messages = Number("--messages", "Messages a day.", 60, 0, 100_000);
        var share = Number("--long-share", "Percent of answers that take long enough for a card.", 30, 0, 100);
        var days = Number("--days", "Days to play.", 30, 1, 62);
        var command = new Command("quota", "Show what is used of DingTalk's monthly allowances, and whether they last.") { simulate, messages, share, days };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var json = line.GetValue(CommonOptions.Json);
            if (line.GetValue(simulate))
            {
                var played = QuotaPlay.Of(config.Quota, line.GetValue(messages), line.GetValue(share), line.GetValue(days), DingTalkCalendar.Day(TimeProvider.System.GetUtcNow()));
                Shell.Print(json ? JsonSerializer.Serialize(played, CliJson.Default.QuotaPlay) : QuotaText.Of(played));
                return ExitCodes.Ok;
            }

            var report = await GatewayClient.AskAsync(config.Home, "/api/quota", CliJson.Default.QuotaReport, ct) ?? await FromStoreAsync(config, ct);
            Shell.Print(json ? JsonSerializer.Serialize(report, CliJson.Default.QuotaReport) : QuotaText.Of(report));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>No gateway runs: the same from what the last one stored.</summary>
    private static async Task<QuotaReport> FromStoreAsync(DinghyConfig config, CancellationToken ct)
    {
        var stored = File.Exists(Path.Combine(config.Home, "dinghy.db")) ? await StoredAsync(config.Home, ct) : [];
        return QuotaReport.Of(MonthMeter.Look(config.Accounts, config.Quota, stored, TimeProvider.System), running: false);
    }

    private static async Task<IReadOnlyList<UsageCount>> StoredAsync(string home, CancellationToken ct)
    {
        using var alone = HomeLock.Take(home);
        await using var store = SqliteStore.Open(home);
        return await store.ReadUsageAsync(DateOnly.MinValue, ct);
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && (value < least || value > most))
                result.AddError($"{name} is a number from {least} to {most}.");
        });
        return option;
    }
}
