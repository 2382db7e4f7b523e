namespace Dinghy.Gateway.Pipeline;

/// <summary>What <c>/ready</c>, <c>dinghy status</c> and the metrics tell.</summary>
/// <param name="StartedAt">When this process began.</param>
/// <param name="Channels">One a robot.</param>
/// <param name="ModelUsable">False: people get a sentence instead of answers.</param>
/// <param name="ModelNote">The model's name, or why there is none.</param>
/// <param name="Turns">Turns that wait or run in this process.</param>
internal sealed record GatewayStatus(
    DateTimeOffset StartedAt, IReadOnlyList<ChannelStatus> Channels, bool ModelUsable, string ModelNote, int Turns)
{
    /// <summary>How the last change of the configuration ended; null: it is the one of the start.</summary>
    public ReloadReport? Reload { get; init; }

    /// <summary>Every reason not to be ready; empty when ready.</summary>
    public IReadOnlyList<string> NotReady =>
    [
        .. Channels.Count == 0 ? ["no DingTalk channel is configured"] : Array.Empty<string>(),
        .. Channels.Where(channel => !channel.Connected).Select(channel => $"channel {channel.Account} is not connected{(channel.LastError is null ? "" : $": {channel.LastError}")}"),
        .. ModelUsable ? Array.Empty<string>() : [$"no usable model: {ModelNote}"],
    ];
}

internal sealed record ChannelStatus(
    string Account, bool Connected, int Sockets, DateTimeOffset? ConnectedSince, DateTimeOffset? LastFrameAt, long Reconnects, string? LastError)
{
    /// <summary>How its messages arrive: stream, http or both.</summary>
    public string Mode { get; init; } = "stream";

    /// <summary>Where it listens for DingTalk, with the port that was taken; null: nowhere.</summary>
    public string? Webhook { get; init; }

    /// <summary>Where DingTalk's console and the configuration were seen to differ; null: nowhere.</summary>
    public string? Mismatch { get; init; }

    /// <summary>By HTTP, since the start.</summary>
    public bool HeardEvents { get; init; }

    /// <summary>Why signed calls of the last hour were refused; null: none was.</summary>
    public string? Refusal { get; init; }

    /// <summary>Presses on cards that Dinghy never made, since the start.</summary>
    public long ForeignPresses { get; init; }

    /// <summary>The id of the last such card; null: there was none.</summary>
    public string? ForeignCard { get; init; }
}
