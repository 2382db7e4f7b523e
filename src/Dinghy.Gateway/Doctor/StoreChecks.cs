using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Doctor;

/// <summary>What the last day's messages and answers tell.</summary>
/// <param name="Evidence">Null: there is none to read.</param>
/// <param name="Exists">There is a database.</param>
internal sealed record StoreVisit(SqliteEvidence? Evidence, bool Exists);

internal static class StoreChecks
{
    /// <summary>Turned away by a rule that somebody may have written otherwise than meant; what is merely not for the robot is none of them.</summary>
    private static readonly HashSet<string> s_byRule = new(StringComparer.Ordinal)
    {
        Reasons.NotAllowed, Reasons.DirectDisabled, Reasons.GroupDisabled, Reasons.NoPrefix, Reasons.External, Reasons.NoStaffId, Reasons.ForeignWebhook, Reasons.OtherRobot,
    };

    public static IReadOnlyList<Check<StoreVisit>> All { get; } =
    [
        new("access.refused", new("最近一天的消息没有全被规则挡掉", "the last day's messages were not all turned away by the rules"), store => With(store, Refused)),
        new("access.pairing", new("没有人在等批准", "nobody waits to be let in"), store => With(store, Pairing)),
        new("replies.delivered", new("最近一天的回答都送到了", "the last day's answers were delivered"), store => With(store, Delivered)),
    ];

    private static Finding With(StoreVisit store, Func<SqliteEvidence, Finding> judge) => store switch
    {
        { Evidence: { } evidence } => judge(evidence),
        { Exists: false } => Finding.Ok(new Words("还没有数据库", "no database yet")),
        _ => Finding.Skip(new("数据库读不了，或者是旧版本的（dinghy doctor --fix 会升级）", "the database can not be read, or is of an earlier version (dinghy doctor --fix upgrades it)")),
    };

    private static Finding Refused(SqliteEvidence evidence)
    {
        var refused = evidence.Refusals.Where(one => s_byRule.Contains(one.Reason)).ToList();
        var told = string.Join(", ", evidence.Refusals.Select(one => $"{one.Account}: {one.Reason} {one.Count}"));
        if (refused.Count == 0 || evidence.Taken > 0) return Finding.Ok(told.Length == 0 ? new Words("一条也没有挡", "none was turned away") : Words.Same(told));
        if (refused.All(one => one.Reason == Reasons.NoStaffId)) return Finding.Warn(
            new("所有消息都不带发送者的 userid：应用的版本没有发布，或者写的都是外部的人", "every message came without the sender's staff id: the application's version is not published, or all of them are outsiders"),
            new("在「版本管理与发布」发布应用；要回答外部的人就打开 allow_external", "publish a version of the application; to answer outsiders, switch allow_external on"), told) with { Link = Consoles.Apps };
        return Finding.Warn(
            new("最近一天收到的消息全被规则挡掉了，没有人得到回答", "all messages of the last day were turned away by the rules: nobody got an answer"),
            new("not_allowed：allow_from、group_allow_from；dm_disabled、group_disabled：dm_policy、group_policy；no_prefix：group_trigger.prefixes。是谁，看 dinghy logs 的 senderStaffId",
                "not_allowed: allow_from, group_allow_from; dm_disabled, group_disabled: dm_policy, group_policy; no_prefix: group_trigger.prefixes. Who it was: senderStaffId in dinghy logs"), told);
    }

    private static Finding Pairing(SqliteEvidence evidence) => evidence.Waiting.Count == 0
        ? Finding.Ok()
        : Finding.Warn(
            new($"{evidence.Waiting.Count} 人在等批准，批准之前得不到回答", $"{evidence.Waiting.Count} wait to be let in, and get no answer until then"),
            new("dinghy pairing list，然后 dinghy pairing approve <配对码>", "dinghy pairing list, then dinghy pairing approve <code>"), string.Join(", ", evidence.Waiting));

    private static Finding Delivered(SqliteEvidence evidence) => evidence.Undelivered == 0
        ? Finding.Ok()
        : Finding.Warn(
            new($"最近一天有 {evidence.Undelivered} 个回答没有送到", $"{evidence.Undelivered} answers of the last day could not be delivered"),
            new("看原因；权限和发布用 dinghy doctor --card 检查，是哪些，看 dinghy replies dead", "its reason is below; permissions and publishing are checked by dinghy doctor --card, which they are: dinghy replies dead"), evidence.UndeliveredWhy);
}
