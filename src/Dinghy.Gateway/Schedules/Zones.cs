namespace Dinghy.Gateway.Schedules;

/// <summary>Time zones by name. This product's people live by Beijing's clock: it is known even on a machine without zone data.</summary>
internal static class Zones
{
    public const string Beijing = "Asia/Shanghai";

    private static readonly Lazy<TimeZoneInfo> s_beijing = new(() => Known(Beijing) ?? TimeZoneInfo.CreateCustomTimeZone(Beijing, TimeSpan.FromHours(8), Beijing, Beijing));

    /// <summary>Null: there is no such zone on this machine.</summary>
    public static TimeZoneInfo? Find(string name) => name == Beijing ? s_beijing.Value : name.Length is 0 or > 64 ? null : Known(name);

    /// <summary>As configured; else the machine's own, unless that is UTC: a server's clock says nothing of its people's, and DingTalk's day is Beijing's.</summary>
    public static TimeZoneInfo Usual(string? configured, TimeZoneInfo machine) =>
        (configured is null ? null : Find(configured)) ?? (machine.HasSameRules(TimeZoneInfo.Utc) ? s_beijing.Value : machine);

    private static TimeZoneInfo? Known(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
