namespace Dinghy.Gateway.Configuration;

/// <summary>Who may speak to one robot.</summary>
internal sealed record Access(AccessPolicy Dm, IReadOnlySet<string> AllowFrom, AccessPolicy Group, IReadOnlySet<string> GroupAllowFrom);

/// <summary>Derives what is not said: a list with entries is meant as a list; without any, everyone of the organisation may speak.</summary>
internal static class AccessReader
{
    public static Access Read(string id, NodeReader robot, ConfigReport report)
    {
        var allowFrom = robot.Ids("allow_from");
        var groupAllowFrom = robot.Ids("group_allow_from");
        var groupList = groupAllowFrom.Count > 0 ? "group_allow_from" : "allow_from";
        if (groupAllowFrom.Count == 0)
            groupAllowFrom = allowFrom;

        var dm = Policy(robot, "dm_policy");
        var group = Policy(robot, "group_policy");
        if (!robot.Has("dm_policy"))
            report.Note(Derived(id, "dm_policy", "allow_from", allowFrom));
        if (!robot.Has("group_policy"))
            report.Note(Derived(id, "group_policy", groupList, groupAllowFrom));
        WarnOfOddPairs(robot, dm, group, allowFrom, groupAllowFrom, report);
        return new(dm ?? Default(allowFrom), allowFrom, group ?? Default(groupAllowFrom), groupAllowFrom);
    }

    public static IReadOnlyDictionary<string, GroupConfig> ReadGroups(NodeReader robot, ConfigReport report) =>
        robot.Each("groups").ToDictionary(group => group.Id, group => ReadGroup(group.Id, group.Reader, report), StringComparer.Ordinal);

    public static PersonLimits ReadLimits(NodeReader limits) =>
        new() { PerMinute = limits.Whole("per_minute") ?? 0, PerDay = limits.Whole("per_day") ?? 0 };

    private static GroupConfig ReadGroup(string id, NodeReader group, ConfigReport report)
    {
        if (CredentialReader.IsCut(id))
            report.Warn(group.Node.Path, "the placeholder of an example", "replace it by a group's openConversationId (cid…): in the log line of a message of that group");
        var ids = group.Ids("allow_from");
        var list = group.Has("allow_from") ? ids : null;
        var policy = Policy(group, "group_policy") ?? (list is { Count: > 0 } ? AccessPolicy.Allowlist : null);
        if (policy == AccessPolicy.Open && list is { Count: > 0 } && !list.Contains("*"))
            report.Warn(group.PathOf("group_policy"), "open beside entries in allow_from", "everyone in this group may speak; allowlist would hold to the list");
        return new()
        {
            Enabled = group.Flag("enabled") ?? true,
            Agent = group.Text("agent")?.Trim(),
            AgentPath = group.PathOf("agent"),
            Policy = policy,
            AllowFrom = list,
            MentionOnly = group.Flag("mention_only"),
            Prefixes = group.Texts("prefixes"),
        };
    }

    // Without a policy everyone may speak: an empty variable must not come to that.
    private static AccessPolicy? Policy(NodeReader robot, string key) => robot.Choice(key, mayBeEmpty: false) switch
    {
        "open" => AccessPolicy.Open,
        "allowlist" => AccessPolicy.Allowlist,
        "disabled" => AccessPolicy.Disabled,
        "pairing" => AccessPolicy.Pairing,
        _ => null,
    };

    private static AccessPolicy Default(IReadOnlySet<string> list) => list.Count > 0 ? AccessPolicy.Allowlist : AccessPolicy.Open;

    private static string Derived(string id, string key, string list, IReadOnlySet<string> entries) => entries.Count switch
    {
        0 => $"Account {id}: {key} is open, because no list has entries.",
        1 => $"Account {id}: {key} is allowlist, because {list} has 1 entry.",
        var count => $"Account {id}: {key} is allowlist, because {list} has {count} entries.",
    };

    private static void WarnOfOddPairs(
        NodeReader robot, AccessPolicy? dm, AccessPolicy? group, IReadOnlySet<string> allowFrom, IReadOnlySet<string> groupAllowFrom, ConfigReport report)
    {
        if (dm == AccessPolicy.Allowlist && allowFrom.Count == 0)
            report.Warn(robot.PathOf("dm_policy"), "allowlist without entries in allow_from", "nobody can write privately");
        if (dm == AccessPolicy.Pairing && allowFrom.Contains("*"))
            report.Warn(robot.PathOf("dm_policy"), "pairing beside \"*\" in allow_from", "everyone of the organisation may write privately, nobody is asked for a code");
        if (dm == AccessPolicy.Open && allowFrom.Count > 0 && !allowFrom.Contains("*"))
            report.Warn(robot.PathOf("dm_policy"), "open beside entries in allow_from", "everyone of the organisation may write privately; allowlist would hold to the list");
        if (group == AccessPolicy.Allowlist && groupAllowFrom.Count == 0)
            report.Warn(robot.PathOf("group_policy"), "allowlist without entries in group_allow_from or allow_from", "nobody can speak in groups");
    }
}
