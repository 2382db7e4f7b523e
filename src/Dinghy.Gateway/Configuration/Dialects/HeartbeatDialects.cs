namespace Dinghy.Gateway.Configuration.Dialects;

/// <summary>PicoClaw's <c>heartbeat.interval</c>, in minutes.</summary>
internal static class HeartbeatDialects
{
    public static MapNode Translate(MapNode root)
    {
        if (new FoldedMap(root).Map("heartbeat") is not { } heartbeat || new FoldedMap(heartbeat).Find("interval") is not ScalarNode interval) return root;
        var ours = new FoldedMap(heartbeat).Without("interval");
        // Less than it takes is as often as it may.
        if (new FoldedMap(heartbeat).Find("every") is null && int.TryParse(interval.Text, out var minutes) && minutes > 0)
            ours = ours.With("every", interval with { Kind = ScalarKind.Text, Text = $"{Math.Clamp(minutes, 5, 10_080)}m" });
        return new FoldedMap(root).Without("heartbeat").With("heartbeat", ours);
    }
}
