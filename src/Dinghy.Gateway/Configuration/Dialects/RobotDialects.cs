namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>Keys of one DingTalk block that stand elsewhere in other programs, put where ours stand.</summary>
internal static class RobotDialects
{
    /// <summary>Flat keys of elsewhere and where they stand here.</summary>
    private static readonly (string From, string Into, string As)[] Moves =
    [
        ("mention_only", "group_trigger", "mention_only"),
        ("message_type", "reply", "style"),
        ("card_template_id", "reply", "card_template_id"),
        ("text_chunk_limit", "reply", "part_chars"),
        ("token", "http", "token"),
        ("aes_key", "http", "aes_key"),
    ];

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

        return GroupEnabled(block.Without("type").Without("name"), report);
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
}
