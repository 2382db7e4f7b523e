namespace Dinghy.Gateway.Configuration;

/// <summary>The keys of <c>session</c>, and the HTTP-mode page's <c>memory_scope</c> of one robot.</summary>
internal static class SessionReader
{
    private const int UsualHour = 4;
    private const int UsualIdleMinutes = 60;

    public static SessionConfig Read(NodeReader session) => new()
    {
        Scopes = new(
            session.Choice("dm_scope") == "main" ? DmScope.Main : DmScope.User,
            session.Choice("group_scope") == "group_user" ? GroupScope.GroupUser : GroupScope.Group)
        {
            Queue = QueueModes.Parse(session.Choice("queue")) ?? QueueMode.Followup,
        },
        Reset = ReadReset(session.Child("reset")),
    };

    /// <summary><c>user</c>: everybody their own, in groups too; <c>group</c>: each group its own. Absent: as <c>session</c> says.</summary>
    public static SessionScopes ReadRobot(string id, NodeReader robot, SessionScopes scopes, ConfigReport report)
    {
        scopes = robot.Choice("memory_scope") switch
        {
            "user" => scopes with { Dm = DmScope.User, Group = GroupScope.GroupUser },
            "group" => scopes with { Dm = DmScope.User, Group = GroupScope.Group },
            _ => scopes,
        };
        if (QueueModes.Parse(robot.Choice("queue")) is { } queue) scopes = scopes with { Queue = queue };
        if (scopes.Dm == DmScope.Main)
            report.Note($"Account {id}: session.dm_scope is main: everybody who writes privately to this robot shares one memory, and can be told what others wrote.");
        return scopes;
    }

    private static ResetConfig ReadReset(NodeReader reset)
    {
        var (mode, idle, hour) = (reset.Choice("mode"), reset.Whole("idle_minutes"), reset.Whole("daily_hour"));
        return mode switch
        {
            "none" => new(),
            "daily" => new() { DailyHour = hour ?? UsualHour },
            "idle" => new() { Idle = Minutes(idle ?? UsualIdleMinutes) },
            _ => new() { Idle = Minutes(idle ?? 0), DailyHour = hour },
        };
    }

    private static TimeSpan? Minutes(int minutes) => minutes == 0 ? null : TimeSpan.FromMinutes(minutes);
}
