namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>OpenClaw's <c>commands.ownerAllowFrom</c>, as our <c>owners</c>: who is named for DingTalk, or for every channel.</summary>
internal static class OwnerDialects
{
    private const string Key = "owner_allow_from";

    public static MapNode Translate(MapNode root, ConfigReport report)
    {
        if (new FoldedMap(root).Map("commands") is not { } commands || new FoldedMap(commands).Find(Key) is not ListNode named)
            return root;
        var rest = new FoldedMap(commands).Without(Key);
        root = new FoldedMap(root).Without("commands");
        if (rest.Entries.Count > 0) root = root.With("commands", rest);
        var owners = named.Items.OfType<ScalarNode>().Select(item => item with { Text = IdOf(item.Text.Trim()) }).Where(item => item.Text.Length > 0).ToList();
        if (named.Items.Any(item => item is ScalarNode { Text: "*" }))
            report.Warn(named.Path, "* among the owners", "not used: everybody would be one");
        return owners.Count == 0 || new FoldedMap(root).Find("owners") is not null ? root : root.With("owners", new ListNode(named.Path, named.Variable, [.. owners]));
    }

    /// <summary>Empty: another channel's. DingTalk's own ids begin with a colon's mark only as <c>$:</c>.</summary>
    private static string IdOf(string written)
    {
        var colon = written.IndexOf(':', StringComparison.Ordinal);
        if (written == "*") return "";
        if (colon <= 0 || written[0] == '$') return written;
        return ChannelDialects.Names(written[..colon]) ? written[(colon + 1)..] : "";
    }
}
