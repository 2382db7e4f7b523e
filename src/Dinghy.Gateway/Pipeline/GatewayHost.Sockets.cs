using System.Globalization;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What is said while robots connect.</summary>
internal sealed partial class GatewayHost
{
    private readonly ForeignCards _foreign = new();

    private void Connect(Channel channel, DinghyConfig config)
    {
        var name = _channels.All.Count > 1 ? $" [{channel.Account.Id}]" : "";
        var mode = channel.Account.Mode == ReceiveMode.Http ? "HTTP" : "Stream";
        _parts.Announce($"Starting DingTalk channel ({mode} Mode)...{name}");
        var (listening, connected) = (0, 0);
        channel.Start(Open(channel.Account, config), _webhooks, Changed, _stop.Token);

        // Once per start: later reconnects are in the log.
        void Changed()
        {
            if (channel.Webhook is { Listens: true } webhook && Interlocked.Exchange(ref listening, 1) == 0) AnnounceWebhook(channel.Account, webhook.Path!, name);
            if (!channel.IsConnected || Interlocked.Exchange(ref connected, 1) == 1) return;
            _parts.Announce($"DingTalk channel started ({mode} Mode){name}");
            if (Interlocked.Decrement(ref _connecting) == 0) _connected.TrySetResult();
        }
    }

    /// <summary>The lines that the page of HTTP mode tells people to look for.</summary>
    private void AnnounceWebhook(AccountConfig account, string path, string name)
    {
        _parts.Announce($"Channel registered: {account.Id} (type=dingtalk, agent={account.Agent ?? _config.Routing.DefaultAgent})");
        _parts.Announce($"DingTalk webhook active on {string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}{name}");
        _parts.Announce(account.AgentId is { } agent ? $"Agent ID: {agent}{name}" : $"Agent ID: not set, so work notifications will not work{name}");
    }

    private ChannelStatus Describe(Channel channel)
    {
        var (stream, webhook) = (channel.Status, channel.Webhook);
        var connected = channel.IsConnected;
        var (presses, card) = _foreign.Of(channel.Account.Id);
        return new ChannelStatus(
            channel.Account.Id, connected, stream.Sockets, stream.ConnectedSince, stream.LastFrameAt, stream.Reconnects,
            connected ? null : webhook is { Listens: false } ? webhook.LastError ?? stream.LastError : stream.LastError)
        {
            Mode = channel.Account.Mode.ToString().ToLower(CultureInfo.InvariantCulture),
            Webhook = webhook is { Listens: true } ? $"http://{webhook.Address}{webhook.Path}" : null,
            Mismatch = webhook?.Mismatch?.Sentence,
            HeardEvents = webhook?.HeardEvents ?? false,
            ForeignPresses = presses,
            ForeignCard = card,
            Refusal = webhook?.Refusal is { } refused ? $"{refused.Kind}, last at {refused.At:u}: {refused.Sentence}" : null,
        };
    }
}
