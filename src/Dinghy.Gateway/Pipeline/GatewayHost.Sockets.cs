using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What is said while robots connect.</summary>
internal sealed partial class GatewayHost
{
    private void Connect(Channel channel, DinghyConfig config)
    {
        var name = _channels.All.Count > 1 ? $" [{channel.Account.Id}]" : "";
        _parts.Announce($"Starting DingTalk channel (Stream Mode)...{name}");
        var announced = 0;
        channel.Start(Open(channel.Account, config), status => Changed(status, name, ref announced), _stop.Token);
    }

    /// <summary>Once per start: later reconnects are in the log.</summary>
    private void Changed(StreamStatus status, string name, ref int announced)
    {
        if (!status.Connected || Interlocked.Exchange(ref announced, 1) == 1) return;
        _parts.Announce($"DingTalk channel started (Stream Mode){name}");
        if (Interlocked.Decrement(ref _connecting) == 0) _connected.TrySetResult();
    }

    private static ChannelStatus Describe(string account, StreamStatus status) => new(
        account, status.Connected, status.Sockets, status.ConnectedSince, status.LastFrameAt, status.Reconnects,
        status.Connected ? null : status.LastError);
}
