using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary><c>dinghy cron</c> for eyes.</summary>
internal static class CronText
{
    private const int MostWords = 60;

    public static string Of(ScheduleListReport report) => report.Schedules.Count == 0 ? "There are no schedules." : string.Join('\n', Columns.Of(
        ["Id", "State", "Next", "Times", "To", "Name or message"],
        [.. report.Schedules.Select(one => (IReadOnlyList<string>)
        [
            Number(one.Id), one.State, one.NextAt is { } at ? Clock(at, one.TimeZone) : "-", Times(one), Clean(one.To),
            $"{Clean(one.Name.Length > 0 ? one.Name : one.Message)}{(one.Failures > 0 ? $"  ({one.Failures} failed)" : "")}",
        ])]));

    /// <param name="report">The last runs.</param>
    /// <param name="zone">The schedule's own, in which its times were given.</param>
    public static string Of(ScheduleRunsReport report, string zone) => report.Runs.Count == 0 ? "It was never due." : string.Join('\n', Columns.Of(
        ["Due", "Started", "Outcome", "Turn"],
        [.. report.Runs.Select(run => (IReadOnlyList<string>)
        [
            Clock(run.DueAt, zone), Clock(run.StartedAt, zone), run.Outcome ?? "running", $"{(run.TurnId is { } turn ? Number(turn) : "-")}{(run.ByHand ? "  by hand" : "")}",
        ])]));

    public static string Next(ScheduleReport one) => one.Next.Count == 0 ? "" : $" Next: {string.Join(", ", one.Next.Select(at => Clock(at, one.TimeZone)))}";

    private static string Times(ScheduleReport one) => one.Kind switch { "at" => "once", "every" => $"every {SpecReader.Shown(SpecKind.Every, one.Spec)}", _ => $"{one.Kind} {one.Spec} {one.TimeZone}" };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTime(at, Zones.Find(zone) ?? TimeZoneInfo.Utc).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>Written by people: nothing in it may move the operator's cursor.</summary>
    private static string Clean(string text)
    {
        var line = Printable.Line(text.ReplaceLineEndings(" "));
        return line.Length <= MostWords ? line : $"{line[..(char.IsHighSurrogate(line[MostWords - 1]) ? MostWords - 1 : MostWords)]}…";
    }
}
