namespace Dinghy.DingTalk.Stream;

/// <summary>A snapshot of the Stream connection.</summary>
public sealed record StreamStatus
{
    /// <summary>At least one socket is live.</summary>
    public bool Connected { get; init; }

    /// <summary>Live sockets: two or three while one replaces another.</summary>
    public int Sockets { get; init; }

    /// <summary>Since when a socket was live without a gap.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>The last text frame of any kind.</summary>
    public DateTimeOffset? LastFrameAt { get; init; }

    /// <summary>Sockets opened after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>Text frames read whole.</summary>
    public long FramesReceived { get; init; }

    /// <summary>Acknowledgements written with code 200.</summary>
    public long FramesAcked { get; init; }

    /// <summary>Frames that could not be taken: malformed, too large, no handler, handler failed.</summary>
    public long FramesRefused { get; init; }

    /// <summary>Stays after recovery; <see cref="Connected"/> says whether it still matters.</summary>
    public DingTalkFault? LastFault { get; init; }

    /// <summary>One sentence for the operator: what to check, and DingTalk's request id.</summary>
    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }
}
