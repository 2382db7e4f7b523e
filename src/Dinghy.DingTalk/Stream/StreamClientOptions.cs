namespace Dinghy.DingTalk.Stream;

public sealed record StreamClientOptions
{
    public required DingTalkApp App { get; init; }

    public DingTalkEndpoints Endpoints { get; init; } = DingTalkEndpoints.Default;

    /// <summary>Topic → handler, for CALLBACK frames; see <see cref="StreamTopics"/>. Each topic is subscribed.</summary>
    public IReadOnlyDictionary<string, StreamHandler> Callbacks { get; init; } = new Dictionary<string, StreamHandler>(StringComparer.Ordinal);

    /// <summary>All EVENT frames; subscribed (<c>*</c>) only when set.</summary>
    public StreamHandler? Events { get; init; }

    /// <value>8 s.</value>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>A socket without a pong for this long is dead.</summary>
    /// <value>5 s.</value>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For asking for a ticket, and again for the handshake.</summary>
    /// <value>10 s.</value>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>No text frame for this long opens a second socket beside the first.</summary>
    /// <value>120 s.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The interval doubles up to this while silence lasts.</summary>
    /// <value>30 min.</value>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a replaced socket is still read before we close it.</summary>
    /// <value>30 s.</value>
    public TimeSpan DrainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Larger frames are skipped and counted.</summary>
    /// <value>4 MiB.</value>
    public int MaxFrameBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Frames handled at a time, all sockets together. Then reading waits up to 2.5 s (half of <see cref="PingTimeout"/> if that is
    /// less), and after that answers 500 until there is room: a socket that is not read can not hear its pongs.</summary>
    /// <value>1000.</value>
    public int MaxFramesInWork { get; init; } = 1000;

    /// <summary>Waits between failed attempts, from the start after each recovery; the last value repeats if it ends.</summary>
    /// <value>0.5 s doubling to 60 s, each shortened by up to a half at random.</value>
    public Func<Random, IEnumerable<TimeSpan>> Backoff { get; init; } = ReconnectDelays.Default;

    /// <value><c>dinghy/</c> and this library's version.</value>
    public string UserAgent { get; init; } = $"dinghy/{typeof(StreamClientOptions).Assembly.GetName().Version?.ToString(3)}";
}
