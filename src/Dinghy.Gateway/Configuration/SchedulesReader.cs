namespace Dinghy.Gateway.Configuration;

/// <summary>The keys of <c>schedules</c> and <c>heartbeat</c>.</summary>
internal static class SchedulesReader
{
    public static SchedulesConfig Read(NodeReader schedules, ConfigReport report)
    {
        var defaults = new SchedulesConfig();
        var zone = schedules.Text("time_zone")?.Trim();
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) && zone != "Asia/Shanghai")
            report.Fault(schedules.PathOf("time_zone"), ConfigReport.Quote(zone), "a time zone of this machine by its IANA name, as Asia/Shanghai");
        return new()
        {
            Enabled = schedules.Flag("enabled") ?? defaults.Enabled,
            TimeZone = zone,
            MaxPerPerson = schedules.Whole("max_per_person") ?? defaults.MaxPerPerson,
            PauseAfter = schedules.Whole("pause_after") ?? defaults.PauseAfter,
        };
    }

    public static HeartbeatConfig ReadHeartbeat(NodeReader heartbeat)
    {
        var defaults = new HeartbeatConfig();
        return new()
        {
            Enabled = heartbeat.Flag("enabled") ?? defaults.Enabled,
            Every = heartbeat.Duration("every") ?? defaults.Every,
            Agent = heartbeat.Text("agent")?.Trim(),
            To = heartbeat.Text("to")?.Trim(),
        };
    }
}
