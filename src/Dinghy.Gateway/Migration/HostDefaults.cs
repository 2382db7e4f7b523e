using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Migration;

/// <summary>What held in the other program without being written: a door that was closed there is not opened by the move.</summary>
internal static class HostDefaults
{
    private const string Ours = "dingtalk:";

    /// <summary>OpenClaw asks strangers for a code and answers listed groups only, where nothing else is said; absent keys of ours mean open.</summary>
    /// <param name="kind">Whose installation.</param>
    /// <param name="ours">Translated.</param>
    /// <param name="told">Hears what was written for it.</param>
    public static MapNode WithDoors(HostKind kind, MapNode ours, Action<string> told)
    {
        if (kind != HostKind.OpenClaw || ours.Find("channels") is not MapNode channels || channels.Find("dingtalk") is not MapNode robot) return ours;
        foreach (var (key, policy) in new[] { ("dm_policy", "pairing"), ("group_policy", "allowlist") })
        {
            if (robot.Find(key) is not null) continue;
            robot = robot.With(key, new ScalarNode($"channels.dingtalk.{key}", null, ScalarKind.Text, policy));
            told($"channels.dingtalk.{key}: {policy}, as OpenClaw has it where nothing is written");
        }

        return ours.With("channels", channels.With("dingtalk", robot));
    }

    /// <summary>Whom OpenClaw's <c>commands.ownerAllowFrom</c> names for DingTalk, or for every channel.</summary>
    public static MapNode WithOwners(MapNode whole, MapNode ours, Action<string> told)
    {
        if (ours.Find("owners") is not null || new FoldedMap(new FoldedMap(whole).Map("commands")).Find("owner_allow_from") is not ListNode named) return ours;
        var ids = named.Items.OfType<ScalarNode>().Select(item => item.Text.Trim())
            .Where(id => id.StartsWith(Ours, StringComparison.OrdinalIgnoreCase) || !id.Contains(':', StringComparison.Ordinal))
            .Select(id => id.StartsWith(Ours, StringComparison.OrdinalIgnoreCase) ? id[Ours.Length..] : id).Where(id => id.Length > 0 && id != "*").Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0) return ours;
        told($"owners: {string.Join(", ", ids)} (commands.ownerAllowFrom)");
        return ours.With("owners", new ListNode("owners", null, [.. ids.Select(id => new ScalarNode("owners", null, ScalarKind.Text, id))]));
    }
}
