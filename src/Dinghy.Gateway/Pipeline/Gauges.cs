using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What is read only when somebody looks.</summary>
internal static class Gauges
{
    public static void Add(GatewayMetrics metrics, ChannelSet channels, TurnWorker worker, Outbox.Outbox outbox, TimeProvider time)
    {
        metrics.Observe("dinghy_turns_in_work", "Turns that wait or run.", () => worker.Count);
        metrics.Observe("dinghy_replies_waiting", "Replies in the retry queue.", () => outbox.Waiting);
        metrics.Observe("dinghy_channels", "Enabled channels.", () => channels.All.Count);
        metrics.Observe("dinghy_channels_connected", "Channels with a live socket.", () => channels.All.Count(channel => channel.Status.Connected));
        metrics.Observe("dinghy_reconnects", "Sockets opened after the first, all channels.", () => channels.All.Sum(channel => channel.Status.Reconnects));
        metrics.Observe("dinghy_last_frame_age_seconds", "Age of the oldest channel's last frame; NaN before the first.", () => channels.All
            .Select(channel => channel.Status.LastFrameAt is { } at ? (time.GetUtcNow() - at).TotalSeconds : double.NaN)
            .DefaultIfEmpty(double.NaN).Max());
    }
}
