using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What is read only when somebody looks.</summary>
internal static class Gauges
{
    public static void Add(GatewayMetrics metrics, IReadOnlyList<Channel> channels, TurnWorker worker, Outbox.Outbox outbox, TimeProvider time)
    {
        metrics.Observe("dinghy_turns_in_work", "Turns that wait or run.", () => worker.Count);
        metrics.Observe("dinghy_replies_waiting", "Replies in the retry queue.", () => outbox.Waiting);
        metrics.Observe("dinghy_channels", "Enabled channels.", () => channels.Count);
        metrics.Observe("dinghy_channels_connected", "Channels with a live socket.", () => channels.Count(channel => channel.Status.Connected));
        metrics.Observe("dinghy_reconnects", "Sockets opened after the first, all channels.", () => channels.Sum(channel => channel.Status.Reconnects));
        metrics.Observe("dinghy_last_frame_age_seconds", "Age of the oldest channel's last frame; NaN before the first.", () => channels
            .Select(channel => channel.Status.LastFrameAt is { } at ? (time.GetUtcNow() - at).TotalSeconds : double.NaN)
            .DefaultIfEmpty(double.NaN).Max());
    }
}
