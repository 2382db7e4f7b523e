using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What is read only when somebody looks.</summary>
internal static class Gauges
{
    public static void Add(GatewayMetrics metrics, ChannelSet channels, TurnWorker worker, Outbox.Outbox outbox, TimeProvider time)
    {
        metrics.Observe("dinghy_turns_in_work", "Turns that wait or run.", () => worker.Count);
        metrics.Observe("dinghy_replies_waiting", "Replies in the retry queue.", () => outbox.Waiting);
        metrics.Observe("dinghy_channels", "Enabled channels.", () => channels.All.Count);
        metrics.Observe("dinghy_channels_connected", "Channels that receive: a live socket, a listener, or both.", () => channels.All.Count(channel => channel.IsConnected));
        metrics.Observe("dinghy_reconnects", "Sockets opened after the first, all channels.", () => channels.All.Sum(channel => channel.Status.Reconnects));
        metrics.Observe("dinghy_last_frame_age_seconds", "Age of the oldest channel's last frame; NaN before the first.", () => channels.All
            .Select(channel => channel.Status.LastFrameAt is { } at ? (time.GetUtcNow() - at).TotalSeconds : double.NaN)
            .DefaultIfEmpty(double.NaN).Max());
    }

    public static void AddLimits(GatewayMetrics metrics, Turnstile turnstile, MonthMeter meter, Outbox.Outbox outbox)
    {
        metrics.Observe("dinghy_messages_waiting_for_minute", "Messages that wait for the limit of messages a minute.", () => outbox.WaitingForMinute);
        metrics.Observe("dinghy_dingtalk_calls_waiting", "Calls that wait for DingTalk's limits, by API.", "api",
            () => turnstile.WaitingByApi.Select(api => (api.Key.ToString(), (double)api.Value)));
        metrics.Observe("dinghy_month_used", "This month's metered calls and pushes, all organisations.", "what",
            () => [("calls", meter.States.Sum(state => (double)state.Calls.Used)), ("pushes", meter.States.Sum(state => (double)state.Pushes.Used))]);
        metrics.Observe("dinghy_month_forecast", "What the month will have taken if its days go on so.", "what",
            () => [("calls", meter.States.Sum(state => (double)state.Calls.Forecast)), ("pushes", meter.States.Sum(state => (double)state.Pushes.Forecast))]);
        metrics.Observe("dinghy_card_pace", "0 smooth, 1 slow, 2 no cards; the slowest organisation's.", () => meter.States.Select(state => (double)state.Pace).DefaultIfEmpty(0).Max());
    }
}
