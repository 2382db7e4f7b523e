namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>
/// The forms in which PicoClaw, OpenClaw and its plugins write DingTalk blocks, gathered into ours:
/// <c>channels.dingtalk</c> with keys of its own, and <c>accounts</c> where there are several.
/// </summary>
internal static class ChannelDialects
{
    private const string DingTalk = "dingtalk";

    /// <summary>OpenClaw's HTTP-mode page prints them at the top of a file of channels.</summary>
    private static readonly string[] RobotKeysAtTop = ["response_format", "batch_responses"];

    private sealed record Instance(string Name, MapNode Block, bool List);

    /// <summary>Finds every DingTalk block under <c>channels</c> and <c>channel_list</c> and makes one <c>channels.dingtalk</c> of them.</summary>
    public static MapNode Gather(IReadOnlyList<MapNode> roots, ConfigReport report)
    {
        var instances = new List<Instance>();
        var rest = new List<MapEntry>();
        foreach (var root in roots)
            instances.AddRange(GatherOne(root, rest, report));
        var whole = roots.Count == 0 ? MapNode.Empty("") : roots[0];
        if (instances.Count > 0)
            rest.Add(new("channels", new MapNode("channels", whole.Variable, [new(DingTalk, Join(instances, report))])));
        return whole with { Path = "", Entries = rest };
    }

    private static List<Instance> GatherOne(MapNode root, List<MapEntry> rest, ConfigReport report)
    {
        var instances = new List<Instance>();
        var forAll = new List<MapEntry>();
        foreach (var (key, value) in root.Entries)
        {
            var folded = KeySpelling.Fold(key);
            if (RobotKeysAtTop.Contains(folded, StringComparer.Ordinal))
                forAll.Add(new(key, value));
            else if (folded is not ("channels" or "channel_list"))
            {
                if (folded != "secrets") // Where references point is the loader's.
                    rest.Add(new(key, value));
            }
            else if (value is MapNode map)
                instances.AddRange(DingTalkIn(map, folded == "channel_list", report));
            else if (value is ListNode list)
                instances.AddRange(DingTalkIn(list, report));
            else if (value is not ScalarNode { Kind: ScalarKind.Null })
                report.FaultHidden(value, "an object");
        }

        if (instances.Count == 0)
            rest.AddRange(forAll);
        return [.. instances.Select(instance => instance with { Block = instance.Block with { Entries = [.. instance.Block.Entries, .. forAll.Where(entry => !Has(instance.Block, entry.Key))] } })];
    }

    private static IEnumerable<Instance> DingTalkIn(MapNode channels, bool list, ConfigReport report)
    {
        foreach (var (name, value) in channels.Entries)
        {
            var ours = string.Equals(name, DingTalk, StringComparison.OrdinalIgnoreCase);
            if (TypeOf(value) is { } type ? !IsDingTalk(type) : !ours)
                Foreign(value, report);
            else if (value is MapNode block)
                yield return new(ours ? DingTalk : name, block, list);
            else if (value is not ScalarNode { Kind: ScalarKind.Null })
                report.FaultHidden(value, "an object");
        }
    }

    /// <summary>The HTTP-mode page's list: every entry has a type, and a name that is its account's.</summary>
    private static IEnumerable<Instance> DingTalkIn(ListNode channels, ConfigReport report)
    {
        foreach (var item in channels.Items)
        {
            if (item is not MapNode block)
                report.FaultHidden(item, "an object");
            else if (TypeOf(item) is { } type && !IsDingTalk(type))
                Foreign(item, report);
            else
            {
                var name = (Find(block, "name") as ScalarNode)?.Text.Trim();
                yield return new(string.IsNullOrEmpty(name) ? DingTalk : name, block, List: false);
            }
        }
    }

    private static MapNode Join(List<Instance> instances, ConfigReport report)
    {
        foreach (var instance in instances.Where(instance => instance.Block.Variable is null))
            report.Note($"DingTalk keys are read from {Placement(instance)}.");
        if (instances is [{ Name: DingTalk } only])
            return only.Block;

        var accounts = new List<MapEntry>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        MapNode? common = null;
        foreach (var (name, block, _) in instances)
        {
            if (Find(block, "accounts") is MapNode { Entries.Count: > 0 } several)
            {
                if (common is not null)
                    report.Fault(block.Path, $"accounts here and at {common.Path}", "keep all accounts in one channel");
                common ??= block;
                foreach (var (id, account) in several.Entries)
                    Add(id, account);
            }
            else
                Add(name == DingTalk ? "main" : name, block);
        }

        var (path, variable) = (instances[0].Block.Path, instances[0].Block.Variable);
        var kept = common?.Entries.Where(entry => KeySpelling.Fold(entry.Key) != "accounts") ?? [];
        return new(common?.Path ?? path, variable, [.. kept, new("accounts", new MapNode(path, variable, accounts))]);

        void Add(string id, ConfigNode account)
        {
            if (places.TryAdd(id, account.Path))
                accounts.Add(new(id, account));
            else
                report.Fault(account.Path, $"account {ConfigReport.Quote(id)} already given at {places[id]}", "keep one of the two");
        }
    }

    private static string Placement(Instance instance)
    {
        if (!instance.List)
            return instance.Block.Path;
        return Find(instance.Block, "settings") is MapNode { Entries.Count: > 0 } settings
            ? $"{settings.Path} (PicoClaw's form 3)"
            : $"{instance.Block.Path} (PicoClaw's form 3, keys beside type)";
    }

    private static void Foreign(ConfigNode channel, ConfigReport report) =>
        report.Warn(channel.Path, "another chat system's channel", "kept and not used: Dinghy speaks DingTalk");

    private static ScalarNode? TypeOf(ConfigNode channel) => (channel as MapNode) is { } map ? Find(map, "type") as ScalarNode : null;

    private static bool IsDingTalk(ScalarNode type) => string.Equals(type.Text.Trim(), DingTalk, StringComparison.OrdinalIgnoreCase);

    private static bool Has(MapNode block, string key) => Find(block, KeySpelling.Fold(key)) is not null;

    private static ConfigNode? Find(MapNode block, string folded) => block.Entries.FirstOrDefault(entry => KeySpelling.Fold(entry.Key) == folded)?.Value;
}
