namespace Dinghy.Gateway.Configuration;

/// <summary>
/// The forms in which PicoClaw, OpenClaw and its plugins write a DingTalk block, rewritten to ours:
/// <c>channels.dingtalk</c> with keys of its own, and <c>accounts</c> where there are several.
/// </summary>
internal static class ChannelDialects
{
    private const string DingTalk = "dingtalk";

    /// <summary>Flat keys of elsewhere and where they stand here.</summary>
    private static readonly (string From, string Into, string As)[] Moves =
    [
        ("mention_only", "group_trigger", "mention_only"),
        ("message_type", "reply", "style"),
        ("card_template_id", "reply", "card_template_id"),
        ("text_chunk_limit", "reply", "part_chars"),
    ];

    private sealed record Instance(string Name, MapNode Block, bool List);

    /// <summary>Finds every DingTalk block under <c>channels</c> and <c>channel_list</c> and makes one <c>channels.dingtalk</c> of them.</summary>
    public static MapNode Gather(MapNode root, ConfigReport report)
    {
        var instances = new List<Instance>();
        var rest = new List<MapEntry>();
        foreach (var (key, value) in root.Entries)
        {
            var folded = KeySpelling.Fold(key);
            if (folded is not ("channels" or "channel_list"))
                rest.Add(new(key, value));
            else if (value is MapNode map)
                instances.AddRange(DingTalkIn(map, folded == "channel_list", report));
            else if (value is not ScalarNode { Kind: ScalarKind.Null })
                report.FaultHidden(value, "an object");
        }

        if (instances.Count == 0)
            return root with { Entries = rest };
        rest.Add(new("channels", new MapNode("channels", root.Variable, [new(DingTalk, Join(instances, report))])));
        return root with { Entries = rest };
    }

    /// <summary>PicoClaw's form 3 keeps the driver's keys under <c>settings</c>; its documentation beside it. Both are read.</summary>
    public static IEnumerable<MapEntry> Lift(MapNode block, ConfigReport report)
    {
        foreach (var entry in block.Entries)
        {
            if (KeySpelling.Fold(entry.Key) != "settings")
                yield return entry;
            else if (entry.Value is MapNode settings)
            {
                foreach (var inner in settings.Entries)
                    yield return inner;
            }
            else if (entry.Value is not ScalarNode { Kind: ScalarKind.Null })
                report.FaultHidden(entry.Value, "an object");
        }
    }

    /// <summary>Puts flat keys where ours stand, once their names are folded.</summary>
    public static MapNode Move(MapNode block, ConfigReport report)
    {
        foreach (var (from, into, key) in Moves)
        {
            if (block.Find(from) is not { } value)
                continue;
            block = block.Without(from);
            var target = block.Find(into) ?? MapNode.Empty(ConfigReport.Join(block.Path, into));
            if (target is not MapNode map)
                continue; // The reader of that key will say what is wrong with it.
            if (map.Find(key) is { } present && !present.SameAs(value))
                SpellingPass.ReportTwice(present, value, report);
            block = block.With(into, map.With(key, value));
        }

        return GroupEnabled(block.Without("type"), report);
    }

    private static MapNode GroupEnabled(MapNode block, ConfigReport report)
    {
        if (block.Find("group_enabled") is not { } value)
            return block;
        block = block.Without("group_enabled");
        var policy = block.Find("group_policy");
        var disabled = policy is ScalarNode { Text: var text } && string.Equals(text, "disabled", StringComparison.OrdinalIgnoreCase);
        if (value is not ScalarNode { Text: "true" or "false" } flag)
            report.Fault(value, "true or false");
        else if (policy is not null && disabled == (flag.Text == "true"))
            SpellingPass.ReportTwice(policy, value, report);
        else if (flag.Text == "false")
            block = block.With("group_policy", flag with { Kind = ScalarKind.Text, Text = "disabled" });
        return block;
    }

    private static IEnumerable<Instance> DingTalkIn(MapNode channels, bool list, ConfigReport report)
    {
        foreach (var (name, value) in channels.Entries)
        {
            var ours = string.Equals(name, DingTalk, StringComparison.OrdinalIgnoreCase);
            var type = (value as MapNode)?.Entries.FirstOrDefault(entry => KeySpelling.Fold(entry.Key) == "type")?.Value as ScalarNode;
            if (type is null ? !ours : !string.Equals(type.Text, DingTalk, StringComparison.OrdinalIgnoreCase))
                report.Warn(value.Path, "another chat system's channel", "kept and not used: Dinghy speaks DingTalk");
            else if (value is MapNode block)
                yield return new(ours ? DingTalk : name, block, list);
            else if (value is not ScalarNode { Kind: ScalarKind.Null })
                report.FaultHidden(value, "an object");
        }
    }

    private static MapNode Join(List<Instance> instances, ConfigReport report)
    {
        foreach (var instance in instances.Where(instance => instance.Block.Variable is null))
            report.Note($"DingTalk keys are read from {Placement(instance)}.");
        if (instances is [{ Name: DingTalk } only])
            return only.Block;

        var accounts = new List<MapEntry>();
        var places = new Dictionary<string, MapNode>(StringComparer.Ordinal);
        foreach (var (name, block, _) in instances)
        {
            var id = name == DingTalk ? "main" : name;
            if (!places.TryAdd(id, block))
                report.Fault(block.Path, $"account {ConfigReport.Quote(id)} already given at {places[id].Path}", "keep one of the two");
            else if (block.Entries.Any(entry => KeySpelling.Fold(entry.Key) == "accounts"))
                report.Fault(block.Path, "accounts inside one of several channels", "one channel with accounts, or several channels without");
            else
                accounts.Add(new(id, block));
        }

        var path = instances[0].Block.Path;
        return new(path, instances[0].Block.Variable, [new("accounts", new MapNode(path, instances[0].Block.Variable, accounts))]);
    }

    private static string Placement(Instance instance)
    {
        if (!instance.List)
            return instance.Block.Path;
        return instance.Block.Entries.FirstOrDefault(entry => KeySpelling.Fold(entry.Key) == "settings")?.Value is MapNode { Entries.Count: > 0 } settings
            ? $"{settings.Path} (PicoClaw's form 3)"
            : $"{instance.Block.Path} (PicoClaw's form 3, keys beside type)";
    }
}
