namespace Dinghy.Gateway.Schedules;

/// <summary>
/// A cron expression of five fields (minute hour day month weekday) or six (second first). Days: where both are asked for, one of them
/// is enough, as in every cron; <c>L</c> is the month's last day, <c>5L</c> its last Friday, <c>1#2</c> its second Monday.
/// Knows wall clocks only; zones are <see cref="ZoneClock"/>'s.
/// </summary>
internal sealed class CronExpression
{
    /// <summary>29 February, the rarest that comes back for sure, is eight years away at most.</summary>
    private const int Years = 9;

    private static readonly Dictionary<string, string> s_macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private readonly CronField _seconds;
    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _months;
    private readonly CronDays _days;

    private CronExpression(string[] fields)
    {
        _seconds = CronField.Parse(fields[0], CronUnit.Second);
        _minutes = CronField.Parse(fields[1], CronUnit.Minute);
        _hours = CronField.Parse(fields[2], CronUnit.Hour);
        _days = CronDays.Parse(fields[3], fields[5]);
        _months = CronField.Parse(fields[4], CronUnit.Month);
    }

    /// <summary>Every hour is allowed: it follows the time that passes, not the hands of the clock.</summary>
    public bool IsHourly => _hours.Bits == CronUnit.Hour.All;

    /// <exception cref="SpecException">It is none, or it never comes.</exception>
    public static CronExpression Parse(string text)
    {
        var fields = (s_macros.GetValueOrDefault(text.Trim()) ?? text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is [['@', ..], ..]) throw new SpecException($"'{CronField.Shown(fields[0])}' is not known; there are {string.Join(", ", s_macros.Keys)}.");
        if (fields.Length is not (5 or 6)) throw new SpecException($"A cron expression has five fields (minute hour day month weekday), or six with the second first; this has {fields.Length}.");
        var cron = new CronExpression(fields.Length == 6 ? fields : ["0", .. fields]);
        return cron.Next(new DateTime(2023, 1, 1)) is null ? throw new SpecException("This day never comes.") : cron;
    }

    public bool Matches(DateTime wall) =>
        wall.Ticks % TimeSpan.TicksPerSecond == 0 && _seconds.Has(wall.Second) && _minutes.Has(wall.Minute) && _hours.Has(wall.Hour) && _months.Has(wall.Month) && _days.Match(wall);

    /// <summary>The first time on the wall clock that is not before <paramref name="from"/>; null: none in years.</summary>
    public DateTime? Next(DateTime from)
    {
        if (from.Year + Years >= DateTime.MaxValue.Year) return null;
        var at = from.Ticks % TimeSpan.TicksPerSecond == 0 ? from : new DateTime(from.Ticks - (from.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        var limit = from.Year + Years;
        for (var day = at.Date; day.Year <= limit;)
        {
            if (!_months.Has(day.Month))
            {
                day = new DateTime(day.Year, day.Month, 1).AddMonths(1);
                continue;
            }

            if (_days.Match(day) && InDay(day == at.Date ? at.TimeOfDay : TimeSpan.Zero) is { } time) return day + time;
            day = day.AddDays(1);
        }

        return null;
    }

    /// <summary>The first time of a day, from one on.</summary>
    private TimeSpan? InDay(TimeSpan from)
    {
        var (hour, minute, second) = (from.Hours, from.Minutes, _seconds.From(from.Seconds));
        if (second < 0) (minute, second) = (minute + 1, 0);
        var atMinute = _minutes.From(minute);
        if (atMinute != minute) second = 0;
        if (atMinute < 0) (hour, atMinute) = (hour + 1, 0);
        var atHour = _hours.From(hour);
        if (atHour < 0) return null;
        if (atHour != from.Hours) (atMinute, second) = (0, 0);
        return new TimeSpan(atHour, _minutes.From(atMinute), _seconds.From(second));
    }
}
