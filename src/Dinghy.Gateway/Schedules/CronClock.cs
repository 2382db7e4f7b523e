namespace Dinghy.Gateway.Schedules;

/// <summary>
/// A cron expression in a zone. Where the clock is put forward, what falls into the gap runs at the moment it ends, once; where it is put back,
/// what falls into the hour that comes twice runs in the first. What runs in every hour follows the time that passes instead: nothing in the gap, and both hours.
/// </summary>
internal sealed class CronClock(CronExpression cron, TimeZoneInfo zone)
{
    /// <summary>The first moment after another; null: none in years.</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        var wall = ZoneClock.Wall(moment, zone);
        if (ZoneClock.At(wall, zone) is { Second: { } second, Change: { } change } twice)
        {
            var again = moment >= change;
            if (!cron.IsHourly && again) return From(ZoneClock.Wall(change, zone) + (twice.First!.Value.Offset - second.Offset));
            if (cron.IsHourly) return InTwice(wall, again, ZoneClock.Wall(change, zone), twice.First!.Value.Offset - second.Offset);
        }

        return From(wall.AddTicks(1));
    }

    /// <summary>Within the hour that comes twice, or after it.</summary>
    private DateTimeOffset? InTwice(DateTime wall, bool again, DateTime begin, TimeSpan length)
    {
        var end = begin + length;
        var next = cron.Next(wall.AddTicks(1));
        if (next < end) return again ? ZoneClock.At(next.Value, zone).Second : ZoneClock.At(next.Value, zone).First;
        if (!again && cron.Next(begin) is { } first && first < end) return ZoneClock.At(first, zone).Second;
        return From(end);
    }

    /// <summary>The first that the wall clock shows, from a time on.</summary>
    private DateTimeOffset? From(DateTime wall)
    {
        while (cron.Next(wall) is { } next)
        {
            var at = ZoneClock.At(next, zone);
            if (at.First is { } moment) return moment.ToUniversalTime();
            if (!cron.IsHourly) return at.Change;
            wall = ZoneClock.Wall(at.Change!.Value, zone);
        }

        return null;
    }
}
