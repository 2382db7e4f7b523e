using Dinghy.Gateway.Pipeline;

namespace Dinghy.Admin;

/// <summary><c>/ready</c>.</summary>
internal sealed record ReadyReport(bool Ready, IReadOnlyList<string> Reasons);

/// <summary><c>/api/status</c> and <c>dinghy status --json</c>.</summary>
internal sealed record StatusReport(
    string Version, int ProcessId, DateTimeOffset StartedAt, bool Ready, IReadOnlyList<string> NotReady, string Model,
    IReadOnlyList<ChannelReport> Channels, int TurnsInWork, long OpenTurns, long WaitingReplies, long DeadReplies, long DoubtfulParts,
    IReadOnlyDictionary<string, long> Outcomes)
{
    /// <summary>How the last change of the configuration ended; null: it is the one of the start.</summary>
    public ReloadReport? Reload { get; init; }

    /// <summary>Where each organisation's month stands.</summary>
    public IReadOnlyList<OrganisationReport>? Quota { get; init; }
}

internal sealed record ChannelReport(
    string Account, bool Connected, int Sockets, DateTimeOffset? ConnectedSince, DateTimeOffset? LastFrameAt, long Reconnects, string? LastError)
{
    /// <summary>stream, http or both.</summary>
    public string Mode { get; init; } = "stream";

    /// <summary>Where it listens for DingTalk; null: nowhere.</summary>
    public string? Webhook { get; init; }

    /// <summary>Where DingTalk's console and the configuration differ; null: nowhere that is known.</summary>
    public string? Mismatch { get; init; }

    /// <summary>Of those that receive by HTTP: an event came through since the start.</summary>
    public bool HeardEvents { get; init; }

    /// <summary>Why signed calls of the last hour were refused; null: none was.</summary>
    public string? Refusal { get; init; }

    /// <summary>Presses on cards that Dinghy never made, since the start.</summary>
    public long ForeignPresses { get; init; }

    /// <summary>The id of the last such card; null: there was none.</summary>
    public string? ForeignCard { get; init; }
}
