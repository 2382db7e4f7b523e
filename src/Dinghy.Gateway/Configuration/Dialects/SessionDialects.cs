namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>Whose memory a private chat has, in the words of PicoClaw and OpenClaw: all of theirs keep people apart, but main and global.</summary>
internal static class SessionDialects
{
    public static MapNode Translate(MapNode root)
    {
        if (new FoldedMap(root).Map("session") is not { } session || new FoldedMap(session).Find("dm_scope") is not ScalarNode { Kind: ScalarKind.Text } scope)
            return root;
        var ours = scope.Text.Trim().ToLowerInvariant() switch
        {
            "per-peer" or "per-channel-peer" or "per-account-channel-peer" => "user",
            "global" => "main",
            _ => null,
        };
        return ours is null ? root
            : new FoldedMap(root).Without("session").With("session", new FoldedMap(session).Without("dm_scope").With("dm_scope", scope with { Text = ours }));
    }
}
