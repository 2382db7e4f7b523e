using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What <c>/ready</c>, <c>dinghy status</c> and the metrics tell.</summary>
/// <param name="StartedAt">When this process began.</param>
/// <param name="Channels">One a robot.</param>
/// <param name="ModelUsable">False: people get a sentence instead of answers.</param>
/// <param name="ModelNote">The model's name, or why there is none.</param>
/// <param name="Turns">Turns that wait or run in this process.</param>
/// <param name="Store">What lies in the store.</param>
internal sealed record GatewayStatus(
    DateTimeOffset StartedAt, IReadOnlyList<ChannelStatus> Channels, bool ModelUsable, string ModelNote, int Turns, StoreCounts Store)
{
    /// <summary>Every reason not to be ready; empty when ready.</summary>
    public IReadOnlyList<string> NotReady => Missing(Channels, ModelUsable, ModelNote);

    /// <summary>The same without asking the store: a probe comes every few seconds, and counting a month of turns takes long.</summary>
    public static IReadOnlyList<string> Missing(IReadOnlyList<ChannelStatus> channels, bool modelUsable, string modelNote) =>
    [
        .. channels.Count == 0 ? ["no DingTalk channel is configured"] : Array.Empty<string>(),
        .. channels.Where(channel => !channel.Connected).Select(channel => $"channel {channel.Account} is not connected{(channel.LastError is null ? "" : $": {channel.LastError}")}"),
        .. modelUsable ? Array.Empty<string>() : [$"no usable model: {modelNote}"],
    ];
}

internal sealed record ChannelStatus(
    string Account, bool Connected, int Sockets, DateTimeOffset? ConnectedSince, DateTimeOffset? LastFrameAt, long Reconnects, string? LastError);
