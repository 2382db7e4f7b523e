using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;

namespace Dinghy.Admin;

/// <summary><c>/api/quota</c> and <c>dinghy quota --json</c>.</summary>
/// <param name="Running">False: read from the store while no gateway runs.</param>
/// <param name="Organisations">One a <c>corp_id</c>.</param>
internal sealed record QuotaReport(bool Running, IReadOnlyList<OrganisationReport> Organisations)
{
    public static QuotaReport Of(IReadOnlyList<QuotaState> states, bool running) => new(running,
        [.. states.Select(state => new OrganisationReport(
            state.Corp, state.Accounts, state.Month, state.Pace.ToString().ToLowerInvariant(), state.UsedUp, AllowanceReport.Of(state.Calls), AllowanceReport.Of(state.Pushes), state.ByKind))]);
}

internal sealed record OrganisationReport(
    string CorpId, IReadOnlyList<string> Accounts, string Month, string Pace, bool UsedUp, AllowanceReport Calls, AllowanceReport Pushes, IReadOnlyDictionary<string, long> ByKind);

/// <param name="Limit">0: none.</param>
/// <param name="Used">This month.</param>
/// <param name="Today">Today, in Beijing.</param>
/// <param name="TodayShare">What today may take so that the rest is enough.</param>
/// <param name="PerDay">What a day of the last week took.</param>
/// <param name="Forecast">For the whole month.</param>
/// <param name="RunsOut">The day on which nothing will be left; absent: the month lasts.</param>
internal sealed record AllowanceReport(long Limit, long Used, long Today, long TodayShare, double PerDay, long Forecast, DateOnly? RunsOut)
{
    public static AllowanceReport Of(MonthOutlook outlook) =>
        new(outlook.Limit, outlook.Used, outlook.Today, outlook.Share, Math.Round(outlook.PerDay, 1), outlook.Forecast, outlook.RunsOut);
}

/// <summary><c>dinghy quota --simulate</c>.</summary>
/// <param name="CallLimit">0: none.</param>
/// <param name="PushLimit">0: none.</param>
/// <param name="Days">One a day.</param>
/// <param name="PushesRunOut">The day on which messages begin to come without text; absent: they last.</param>
internal sealed record QuotaPlay(long CallLimit, long PushLimit, IReadOnlyList<PlayedDay> Days, DateOnly? PushesRunOut)
{
    public static QuotaPlay Of(QuotaConfig quota, int messages, int longPercent, int days, DateOnly today)
    {
        var first = new DateOnly(today.Year, today.Month, 1);
        var pushes = 0L;
        DateOnly? runsOut = null;
        var played = new List<PlayedDay>();
        foreach (var day in MonthSimulation.Run(quota.MonthlyCalls, first, days, _ => messages * longPercent / 100))
        {
            if (day.Date.Day == 1) pushes = 0;
            pushes += messages;
            if (quota.MonthlyPushes > 0 && pushes > quota.MonthlyPushes) runsOut ??= day.Date;
            played.Add(new(day.Date, messages - day.Smooth - day.Slow, day.Smooth, day.Slow, day.None, day.Calls, day.Used, pushes, day.Forecast, day.Pace.ToString().ToLowerInvariant()));
        }

        return new(quota.MonthlyCalls, quota.MonthlyPushes, played, runsOut);
    }
}

/// <param name="Date">The day.</param>
/// <param name="Webhook">Answers as one message, by the session webhook: no metered call.</param>
/// <param name="Smooth">In a card that streams.</param>
/// <param name="Slow">In a card with few frames.</param>
/// <param name="WithoutCard">Of the first, those that would have had a card.</param>
/// <param name="Calls">Metered, that day.</param>
/// <param name="CallsUsed">Of the month.</param>
/// <param name="PushesUsed">Of the month.</param>
/// <param name="Forecast">Of calls, at the day's end.</param>
/// <param name="Pace">At the day's end.</param>
internal sealed record PlayedDay(
    DateOnly Date, int Webhook, int Smooth, int Slow, int WithoutCard, long Calls, long CallsUsed, long PushesUsed, long Forecast, string Pace);
