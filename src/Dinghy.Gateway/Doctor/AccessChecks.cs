using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Doctor;

/// <summary>Who may write to a robot, by its configuration and by the organisation's directory.</summary>
internal static class AccessChecks
{
    /// <summary>So many ids are looked up; the calls are free.</summary>
    public const int MostPeople = 50;

    public static IReadOnlyList<Check<RobotVisit>> All { get; } =
    [
        new("access.open", new("有人能给机器人发消息", "somebody may write to the robot"), Open),
        new("access.people", new("名单里的 userid 在通讯录里都有", "the ids on the lists are people of the directory"), People),
    ];

    /// <summary>Everybody the configuration names as a person of this robot's.</summary>
    public static IReadOnlyList<string> Named(AccountConfig account, IReadOnlySet<string> owners) =>
    [
        .. owners.Concat(account.AllowFrom).Concat(account.GroupAllowFrom).Concat(account.Groups.Values.SelectMany(group => group.AllowFrom ?? new HashSet<string>(StringComparer.Ordinal)))
            .Where(id => id != "*").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostPeople),
    ];

    private static Finding Open(RobotVisit robot)
    {
        var account = robot.Account;
        var inPrivate = account.DmPolicy switch
        {
            AccessPolicy.Disabled => false,
            AccessPolicy.Allowlist => account.AllowFrom.Count > 0 || robot.HasOwners,
            _ => true,
        };
        var inGroups = Opens(account.GroupPolicy, account.GroupAllowFrom)
            || account.Groups.Any(one => one.Key != "*" && one.Value.Enabled && Opens(one.Value.Policy ?? account.GroupPolicy, one.Value.AllowFrom ?? account.GroupAllowFrom));
        var told = $"dm_policy {Name(account.DmPolicy)}, group_policy {Name(account.GroupPolicy)}";
        if (!inPrivate && !inGroups) return Finding.Fail(
            new("单聊和群聊都关着：谁发消息都不会得到回答", "private chats and groups are both closed: nobody gets an answer"),
            new("改 dm_policy（比如 pairing）或 group_policy；allowlist 要有 allow_from", "change dm_policy (to pairing, for one) or group_policy; an allowlist needs allow_from"), told);
        return Finding.Ok((inPrivate, inGroups) switch
        {
            (true, true) => Words.Same(told),
            (true, false) => new($"{told}；群聊关着", $"{told}; groups are closed"),
            _ => new($"{told}；单聊关着", $"{told}; private chats are closed"),
        });
    }

    private static Finding People(RobotVisit robot) => robot switch
    {
        { NamedPeople.Count: 0 } => Finding.Ok(new Words("名单里没有人", "no ids are listed")),
        { Offline: true } => Finding.Skip(Skips.Offline),
        { Strangers: { Count: > 0 } strangers } => Finding.Warn(
            new("通讯录里没有这些 userid：写错了，或者人已离职", "the directory knows no such staff ids: they are misspelt, or those people have left"),
            new("staffId 在日志里的 senderStaffId、dinghy pairing list 和管理后台的通讯录里；改 owners、allow_from、group_allow_from", "staff ids are in the log as senderStaffId, in dinghy pairing list and in the admin console's directory; mend owners, allow_from, group_allow_from"),
            string.Join(", ", strangers)),
        { PeopleUnread: { } why } => Finding.Skip(new($"读不了通讯录，没法核对：{why}", $"the directory can not be read, so they can not be compared: {why}")),
        { Strangers: null } => Finding.Skip(Skips.Earlier),
        _ => Finding.Ok(new Words($"{robot.NamedPeople.Count} 人", $"{robot.NamedPeople.Count} of them")),
    };

    private static bool Opens(AccessPolicy policy, IReadOnlySet<string> list) => policy != AccessPolicy.Disabled && (policy != AccessPolicy.Allowlist || list.Count > 0);

    private static string Name(AccessPolicy policy) => policy.ToString().ToLowerInvariant();
}
