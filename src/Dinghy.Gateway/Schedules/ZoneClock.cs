using System.Runtime.InteropServices;

namespace Dinghy.Gateway.Schedules;

/// <summary>
/// What the clock on a wall of a zone shows, and when it shows it. Asks the zone for nothing but its distance from UTC at a moment, which
/// every zone's data tells, also where no summer time is the reason of a change.
/// </summary>
internal static class ZoneClock
{
    /// <summary>No zone is further from UTC, and none changes twice within this time around one wall time.</summary>
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    public static DateTime Wall(DateTimeOffset moment, TimeZoneInfo zone) => DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(moment, zone).DateTime, DateTimeKind.Unspecified);

    /// <summary>When the wall clock shows a time: once, twice (the clock went back) or never (it was put forward).</summary>
    public static WallTime At(DateTime wall, TimeZoneInfo zone)
    {
        var utc = new DateTimeOffset(wall, TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(utc - s_day), zone.GetUtcOffset(utc + s_day));
        DateTimeOffset one = new(wall, before), other = new(wall, after);
        if (before == after) return new(one, null, null);
        var (inOne, inOther) = (zone.GetUtcOffset(one) == before, zone.GetUtcOffset(other) == after);
        if (inOne != inOther) return new(inOne ? one : other, null, null);
        var change = Change(utc - s_day, utc + s_day, before, zone);
        return inOne ? new(one, other, change) : new(null, null, change);
    }

    /// <summary>The first moment with another distance than before, to the second.</summary>
    private static DateTimeOffset Change(DateTimeOffset from, DateTimeOffset to, TimeSpan before, TimeZoneInfo zone)
    {
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == before) low = middle;
            else high = middle;
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}

/// <param name="First">Null: the clock never shows it.</param>
/// <param name="Second">It shows it again.</param>
/// <param name="Change">When the clock is moved, where that makes it twice or never.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WallTime(DateTimeOffset? First, DateTimeOffset? Second, DateTimeOffset? Change);
