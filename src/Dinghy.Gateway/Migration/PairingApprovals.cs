using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Migration;

/// <summary>People whom OpenClaw's owner approved: <c>credentials/dingtalk-&lt;account&gt;-allowFrom.json</c>, as entries of <c>allow_from</c>.</summary>
internal static class PairingApprovals
{
    /// <param name="ours">The translated configuration.</param>
    /// <param name="folder">OpenClaw's.</param>
    /// <param name="count">How many were added.</param>
    public static MapNode Add(MapNode ours, string folder, out int count)
    {
        count = 0;
        if ((ours.Find("channels") as MapNode)?.Find("dingtalk") is not MapNode channel) return ours;
        var common = Ids(channel.Find("allow_from"));
        if (channel.Find("accounts") is MapNode { Entries.Count: > 0 } accounts)
        {
            foreach (var (id, value) in accounts.Entries)
                if (value is MapNode account && Approved(folder, $"dingtalk-{id}-allowFrom.json") is { Count: > 0 } people)
                    accounts = accounts.With(id, Allow(account, Ids(account.Find("allow_from")) is { Count: > 0 } own ? own : common, people, ref count));
            channel = channel.With("accounts", accounts);
        }
        else if (Approved(folder, "dingtalk-allowFrom.json").Concat(Approved(folder, "dingtalk-default-allowFrom.json")).Concat(Approved(folder, "dingtalk-main-allowFrom.json")).ToList() is { Count: > 0 } people)
            channel = Allow(channel, common, people, ref count);

        return ours.With("channels", new MapNode("channels", null, [new("dingtalk", channel)]));
    }

    private static MapNode Allow(MapNode robot, IReadOnlyList<string> before, IReadOnlyList<string> people, ref int count)
    {
        var all = before.Concat(people).Distinct(StringComparer.Ordinal).ToList();
        count += all.Count - before.Count;
        return robot.With("allow_from", new ListNode("allow_from", null, [.. all.Select(id => new ScalarNode("allow_from", null, ScalarKind.Text, id))]));
    }

    private static IReadOnlyList<string> Approved(string folder, string name)
    {
        var file = Path.Join(folder, "credentials", name);
        if (!File.Exists(file) || new FileInfo(file).Length > 1024 * 1024) return [];
        return Ids((JsonConfigFile.ParseValue(File.ReadAllText(file), "", null, new()) as MapNode)?.Find("allowFrom"));
    }

    private static IReadOnlyList<string> Ids(ConfigNode? node) =>
        [.. ((node as ListNode)?.Items ?? []).OfType<ScalarNode>().Select(item => item.Text).Where(text => text.Length > 0)];
}
