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

    /// <summary>What makes a block a robot's.</summary>
    private static readonly string[] Keys = ["client_id", "app_key", "client_secret", "app_secret"];

    private sealed record Instance(string Name, MapNode Block, bool List);

    /// <summary>Ours, or one of OpenClaw's plugins for DingTalk: <c>dingtalk-connector</c>, <c>moltbot-dingtalk-stream</c>, <c>ddingtalk</c>.</summary>
    public static bool Names(string channel) => channel.Contains(DingTalk, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds every DingTalk block under <c>channels</c> and <c>channel_list</c> and makes one <c>channels.dingtalk</c> of them.</summary>
    /// <param name="roots">The files' trees.</param>
    /// <param name="report">Hears what is read from where.</param>
    /// <param name="keysElsewhere">A robot's keys come from the environment: the block that is without any is its.</param>
    public static MapNode Gather(IReadOnlyList<MapNode> roots, ConfigReport report, bool keysElsewhere)
    {
        var instances = new List<Instance>();
        var rest = new List<MapEntry>();
        foreach (var root in roots)
            instances.AddRange(GatherOne(root, rest, report));
        var whole = roots.Count == 0 ? MapNode.Empty("") : roots[0];
        if (instances.Count > 0)
            rest.Add(new("channels", new MapNode("channels", whole.Variable, [new(DingTalk, Join(AsOne(instances), keysElsewhere, report))])));
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
            if (TypeOf(value) is { } type ? !IsDingTalk(type) : !ours && !(Names(name) && value is MapNode plugin && IsRobot(plugin)))
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

    /// <summary>A plugin's name is no account's, where there is one robot only.</summary>
    private static List<Instance> AsOne(List<Instance> instances) =>
        instances is [{ List: false } only] && TypeOf(only.Block) is null ? [only with { Name = DingTalk }] : instances;

    private static MapNode Join(List<Instance> instances, bool keysElsewhere, ConfigReport report)
    {
        foreach (var instance in instances.Where(instance => instance.Block.Variable is null))
            report.Note($"DingTalk keys are read from {Placement(instance)}.");
        if (instances is [{ Name: DingTalk } only])
            return only.Block;

        var accounts = new List<MapEntry>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        MapNode? common = null;
        // What stands beside other robots without keys of its own is meant for all of them, as beside accounts.
        var forAll = instances.Find(instance => instance is { Name: DingTalk, List: false } && !IsRobot(instance.Block) && (Find(instance.Block, "enabled") as ScalarNode)?.Text != "false");
        foreach (var instance in instances)
        {
            var (name, block) = (instance.Name, instance.Block);
            if (instance == forAll)
            {
                if (keysElsewhere) Add("main", MapNode.Empty(block.Path));
                continue;
            }

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
        if (forAll is not null)
            common = common is null ? forAll.Block : forAll.Block.Under(common) with { Path = common.Path };
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

    private static bool IsDingTalk(ScalarNode type) => Names(type.Text);

    private static bool IsRobot(MapNode block) =>
        Keys.Any(key => Find(block, key) is not null) || Find(block, "accounts") is MapNode { Entries.Count: > 0 } || (Find(block, "settings") is MapNode settings && IsRobot(settings));

    private static bool Has(MapNode block, string key) => Find(block, KeySpelling.Fold(key)) is not null;

    private static ConfigNode? Find(MapNode block, string folded) => block.Entries.FirstOrDefault(entry => KeySpelling.Fold(entry.Key) == folded)?.Value;
}
