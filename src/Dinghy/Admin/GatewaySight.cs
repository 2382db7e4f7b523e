using Dinghy.Gateway.Doctor;

namespace Dinghy.Admin;

/// <summary>What the doctor reads of a running gateway's status.</summary>
internal static class GatewaySight
{
    public static GatewaySeen Of(StatusReport status) => new(status.ProcessId, Answers: true, status.NotReady)
    {
        Webhooks =
        [
            .. status.Channels.Where(channel => channel.Mode != "stream")
                .Select(channel => new WebhookSeen(channel.Account, channel.Webhook, channel.LastError, channel.Mismatch, channel.Refusal) { HeardEvents = channel.HeardEvents }),
        ],
        Channels =
        [
            .. status.Channels.Select(channel => new ChannelSeen(channel.Account, channel.Connected, channel.ConnectedSince, channel.LastError)
            {
                ForeignPresses = channel.ForeignPresses,
                ForeignCard = channel.ForeignCard,
            }),
        ],
        NeedsRestart = status.Reload?.NeedsRestart ?? [],
        ReloadRefused = status.Reload is { Ok: false },
    };
}
