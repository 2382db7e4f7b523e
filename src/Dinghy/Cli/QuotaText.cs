using System.Globalization;
using Dinghy.Admin;

namespace Dinghy.Cli;

/// <summary>The quota as a person reads it.</summary>
internal static class QuotaText
{
    public static string Of(QuotaReport report) => report.Organisations.Count == 0
        ? "No DingTalk account is configured."
        : string.Join("\n\n", report.Organisations.Select(Of)) + (report.Running ? "" : "\n(No gateway runs on this home; read from its store.)");

    public static string Of(QuotaPlay play) => string.Join('\n',
    [
        "date        webhook  smooth  slow  no card   calls    used  pushes  forecast  pace",
        .. play.Days.Select(day => Line($"{day.Date:yyyy-MM-dd}  {day.Webhook,7}  {day.Smooth,6}  {day.Slow,4}  {day.WithoutCard,7}  {day.Calls,6}  {day.CallsUsed,6}  {day.PushesUsed,6}  {day.Forecast,8}  {day.Pace}")),
        Line($"Calls: {play.Days.Max(day => day.CallsUsed)} of {Limit(play.CallLimit)}. Pushes: {play.Days.Max(day => day.PushesUsed)} of {Limit(play.PushLimit)}{(play.PushesRunOut is { } day ? $", used up on {day:yyyy-MM-dd}: messages come without text from then on" : "")}."),
    ]);

    private static string Of(OrganisationReport organisation) => string.Join('\n',
    [
        Line($"{(organisation.CorpId.Length == 0 ? "Organisation" : $"Organisation {organisation.CorpId}")} [{string.Join(", ", organisation.Accounts)}], month {organisation.Month}, cards: {organisation.Pace}{(organisation.UsedUp ? " (DingTalk says that the calls are used up)" : "")}"),
        $"  calls   {Of(organisation.Calls)}",
        $"  pushes  {Of(organisation.Pushes)}",
        .. organisation.ByKind.OrderByDescending(kind => kind.Value).Select(kind => Line($"  {kind.Value,8}  {kind.Key}")),
    ]);

    private static string Of(AllowanceReport allowance) => Line(
        $"{allowance.Used} of {Limit(allowance.Limit)} used, today {allowance.Today}{(allowance.Limit > 0 ? $" of a share of {allowance.TodayShare}" : "")}, {allowance.PerDay:0.#} a day; forecast {allowance.Forecast}{(allowance.RunsOut is { } day ? $", used up on {day:yyyy-MM-dd}" : ", the month lasts")}");

    private static string Limit(long limit) => limit == 0 ? "no limit" : limit.ToString(CultureInfo.InvariantCulture);

    private static string Line(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
