using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Conversations;

/// <summary>Whether a conversation begins anew by itself.</summary>
internal static class SessionReset
{
    /// <param name="reset">As configured.</param>
    /// <param name="last">When something was last remembered.</param>
    /// <param name="now">When the next message came.</param>
    /// <param name="zone">Whose hours the daily one is of.</param>
    public static bool IsDue(ResetConfig reset, DateTimeOffset last, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (reset.Idle is { } idle && now - last >= idle) return true;
        return reset.DailyHour is { } hour && last < Latest(hour, now, zone);
    }

    /// <summary>The last time the clock showed that hour.</summary>
    private static DateTimeOffset Latest(int hour, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var at = local.Date.AddHours(hour);
        if (at > local) at = at.AddDays(-1);
        return new DateTimeOffset(at, zone.GetUtcOffset(at));
    }
}
