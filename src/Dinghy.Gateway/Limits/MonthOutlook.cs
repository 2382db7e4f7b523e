namespace Dinghy.Gateway.Limits;

/// <summary>Where a monthly allowance stands and where it goes. Pure.</summary>
/// <param name="Limit">0: none.</param>
/// <param name="Used">This month, today included.</param>
/// <param name="Today">Today.</param>
/// <param name="PerDay">What a day of the last week took.</param>
/// <param name="Forecast">What the month will have taken if its days go on so.</param>
/// <param name="Share">What today may take so that the rest is enough for the rest of the month.</param>
/// <param name="RunsOut">The day on which nothing will be left; null: the month lasts.</param>
internal sealed record MonthOutlook(long Limit, long Used, long Today, double PerDay, long Forecast, long Share, DateOnly? RunsOut)
{
    private const int Week = 7;

    /// <summary>Weekends leave something: a day may take more than the even share, and yet nothing is used up before the last day.</summary>
    private const double Workday = 7.0 / 5;

    /// <summary>Kept for what is not ours to steer: messages by OpenAPI, downloads.</summary>
    private const double Spare = 0.03;

    /// <summary>Of the limit; 0 when there is none.</summary>
    public double ForecastPart => Limit > 0 ? (double)Forecast / Limit : 0;

    public double UsedPart => Limit > 0 ? (double)Used / Limit : 0;

    /// <summary>Of today's share.</summary>
    public double TodayPart => Limit == 0 ? 0 : Share > 0 ? (double)Today / Share : Today > 0 ? double.PositiveInfinity : 1;

    /// <param name="limit">Of the month; 0: none.</param>
    /// <param name="today">The day, in Beijing.</param>
    /// <param name="first">The first day that was counted; what came before is taken for a quiet half of the even share.</param>
    /// <param name="on">What a day took.</param>
    public static MonthOutlook Of(long limit, DateOnly today, DateOnly first, Func<DateOnly, long> on)
    {
        var days = DateTime.DaysInMonth(today.Year, today.Month);
        var now = on(today);
        var used = 0L;
        for (var day = 1; day <= today.Day; day++) used += on(new DateOnly(today.Year, today.Month, day));

        // The last week, not the month so far: it holds on the first of a month, and it knows weekends.
        var week = 0.0;
        for (var back = 1; back <= Week; back++) week += today.AddDays(-back) is var day && day >= first ? on(day) : limit / 2.0 / days;
        var perDay = (week + Math.Max(now, week / Week)) / (Week + 1);

        var left = days - today.Day;
        var forecast = (long)Math.Round(used + (perDay * left) + Math.Max(0, perDay - now));
        var free = Math.Max(0, (limit * (1 - Spare)) - (used - now));
        var share = (long)Math.Min(free, Workday * free / (left + 1));
        return new(limit, used, now, perDay, forecast, share, RunsOutOn(limit, today, days, used, now, perDay));
    }

    private static DateOnly? RunsOutOn(long limit, DateOnly today, int days, long used, long now, double perDay)
    {
        if (limit == 0) return null;
        if (used >= limit) return today;
        var total = used + Math.Max(0, perDay - now);
        for (var day = today.Day; day <= days; day++, total += perDay)
            if (total >= limit) return new DateOnly(today.Year, today.Month, day);
        return null;
    }
}
