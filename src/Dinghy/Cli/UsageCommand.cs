using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

/// <summary><c>dinghy usage [--by person|agent|model|day] [--days 30] [--json|--csv]</c>: what models cost.</summary>
internal static class UsageCommand
{
    public static Command Create()
    {
        var by = new Option<string>("--by") { Description = "Rows by day, person, agent or model.", DefaultValueFactory = _ => "day", HelpName = "what" };
        by.AcceptOnlyFromAmong("day", "person", "agent", "model");
        var days = new Option<int>("--days") { Description = "So many days, today included.", DefaultValueFactory = _ => 30 };
        days.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > UsageRoutes.MostDays))
                result.AddError($"--days is a number from 1 to {UsageRoutes.MostDays}.");
        });
        var csv = new Option<bool>("--csv") { Description = "Comma-separated, for a spreadsheet." };
        var command = new Command("usage", "Show what models cost: tokens and money.") { by, days, csv };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var (wanted, back) = (line.GetValue(by)!, line.GetValue(days));
            var path = string.Create(CultureInfo.InvariantCulture, $"/api/usage?by={wanted}&days={back}");
            var report = await GatewayClient.AskAsync(config.Home, path, CliJson.Default.UsageReport, ct) ?? await FromStoreAsync(config, wanted, back, ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.UsageReport) : line.GetValue(csv) ? UsageText.Csv(report) : UsageText.Of(report));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>No gateway runs: the same from what the last one stored.</summary>
    private static async Task<UsageReport> FromStoreAsync(DinghyConfig config, string by, int days, CancellationToken ct)
    {
        var time = TimeProvider.System;
        var to = DateOnly.FromDateTime(ZoneClock.Wall(time.GetUtcNow(), Zones.Usual(config.Schedules.TimeZone, time.LocalTimeZone)));
        var from = to.AddDays(1 - days);
        return UsageReport.Of(File.Exists(Path.Combine(config.Home, "dinghy.db")) ? await StoredAsync(config.Home, from, to, ct) : [], by, from, to)!;
    }

    private static async Task<IReadOnlyList<Spend>> StoredAsync(string home, DateOnly from, DateOnly to, CancellationToken ct)
    {
        using var held = HomeLock.Take(home);
        await using var store = SqliteStore.Open(home);
        return await store.ReadSpendAsync(from, to, ct);
    }
}
