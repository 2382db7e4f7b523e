using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Schedules;

namespace Dinghy.Cli;

/// <summary><c>dinghy cron</c> for eyes.</summary>
internal static class CronText
{
    private const int MostWords = 60;

    public static string Of(ScheduleListReport report) => report.Schedules.Count == 0 ? "There are no schedules." : string.Join('\n',
    [
        "Id  State  Next  Times  To  Name or message",
        .. report.Schedules.Select(one => $"{one.Id}  {one.State}  {(one.NextAt is { } at ? Clock(at, one.TimeZone) : "-")}  {Times(one)}  {Clean(one.To)}  {Clean(one.Name.Length > 0 ? one.Name : one.Message)}{(one.Failures > 0 ? $"  ({one.Failures} failed)" : "")}"),
    ]);

    public static string Of(ScheduleRunsReport report) => report.Runs.Count == 0 ? "It was never due." : string.Join('\n',
    [
        "Due  Started  Outcome  Turn",
        .. report.Runs.Select(run => $"{Local(run.DueAt)}  {Local(run.StartedAt)}  {run.Outcome ?? "running"}  {(run.TurnId is { } turn ? turn.ToString(CultureInfo.InvariantCulture) : "-")}{(run.ByHand ? "  by hand" : "")}"),
    ]);

    public static string Next(ScheduleReport one) => one.Next.Count == 0 ? "" : $" Next: {string.Join(", ", one.Next.Select(at => Clock(at, one.TimeZone)))}";

    private static string Times(ScheduleReport one) => one.Kind == "at" ? "once" : $"{one.Kind} {one.Spec} {one.TimeZone}";

    private static string Clock(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTime(at, Zones.Find(zone) ?? TimeZoneInfo.Utc).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string Local(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Written by people: nothing in it may move the operator's cursor.</summary>
    private static string Clean(string text)
    {
        var line = string.Concat(text.ReplaceLineEndings(" ").Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format));
        return line.Length <= MostWords ? line : $"{line[..(char.IsHighSurrogate(line[MostWords - 1]) ? MostWords - 1 : MostWords)]}…";
    }
}
