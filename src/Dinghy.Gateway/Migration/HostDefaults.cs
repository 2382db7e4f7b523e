using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Migration;

/// <summary>What held in the other program without being written: a door that was closed there is not opened by the move.</summary>
internal static class HostDefaults
{
    private static readonly (string Key, string Policy)[] s_policies = [("dm_policy", "pairing"), ("group_policy", "allowlist")];

    /// <summary>
    /// OpenClaw asks strangers for a code where nothing else is said, hears nobody in groups who is on no list, and takes its list of groups
    /// for all that are allowed; absent keys of ours mean open.
    /// </summary>
    /// <param name="kind">Whose installation.</param>
    /// <param name="whole">As written there.</param>
    /// <param name="ours">Translated.</param>
    /// <param name="told">Hears what was written for it.</param>
    public static MapNode WithDoors(HostKind kind, MapNode whole, MapNode ours, Action<string> told)
    {
        if (kind != HostKind.OpenClaw || ours.Find("channels") is not MapNode channels || channels.Find("dingtalk") is not MapNode robot) return ours;
        var usual = new FoldedMap(new FoldedMap(new FoldedMap(whole).Map("channels")).Map("defaults"));
        foreach (var (key, policy) in s_policies)
        {
            if (robot.Find(key) is not null) continue;
            var holds = usual.Text(key) ?? policy;
            robot = robot.With(key, new ScalarNode($"channels.dingtalk.{key}", null, ScalarKind.Text, holds));
            told($"channels.dingtalk.{key}: {holds}, as OpenClaw has it where the robot says nothing; if your plugin let everybody in, write open");
        }

        robot = OnlyListed(robot, robot, "channels.dingtalk", told);
        if (robot.Find("accounts") is MapNode accounts)
            robot = robot.With("accounts", accounts with { Entries = [.. accounts.Entries.Select(entry => entry.Value is MapNode account ? new MapEntry(entry.Key, OnlyListed(account, robot, $"channels.dingtalk.accounts.{entry.Key}", told)) : entry)] });
        return ours.With("channels", channels.With("dingtalk", robot));
    }

    private static MapNode OnlyListed(MapNode block, MapNode channel, string path, Action<string> told)
    {
        var policy = (block.Find("group_policy") ?? channel.Find("group_policy")) as ScalarNode;
        if (policy?.Text is "open" or "disabled" || block.Find("groups") is not MapNode { Entries.Count: > 0 } groups || groups.Find(RouteRule.Any) is not null) return block;
        told($"{path}.groups: * is not enabled, for OpenClaw answers in the groups that are listed only");
        var off = new MapNode($"{path}.groups.*", null, [new("enabled", new ScalarNode($"{path}.groups.*.enabled", null, ScalarKind.Flag, "false"))]);
        return block.With("groups", groups.With(RouteRule.Any, off));
    }
}
