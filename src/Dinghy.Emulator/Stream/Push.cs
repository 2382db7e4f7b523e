namespace Dinghy.Emulator;

/// <summary>One delivery of a push.</summary>
internal sealed class Delivery(string frameId, string connectionId, long sentAt)
{
    public string FrameId => frameId;
    public string ConnectionId => connectionId;
    public long SentAt => sentAt;
    public ITimer? Deadline { get; set; }

    /// <summary>Answered, or past its deadline.</summary>
    public bool Over { get; set; }
}

/// <summary>A push and where it stands. Guarded by <see cref="Pushes"/>.</summary>
internal sealed class Push(long seq, EmulatedApp app, string msgId, string type, string topic, string? data, IReadOnlyDictionary<string, string> headers)
{
    public long Seq => seq;
    public EmulatedApp App => app;
    public string MsgId => msgId;
    public string Type => type;
    public string Topic => topic;
    public string? Data => data;
    public IReadOnlyDictionary<string, string> Headers => headers;
    public Queue<TimeSpan> Waits { get; init; } = [];
    public List<Delivery> Deliveries { get; } = [];
    public ITimer? Redelivery { get; set; }

    /// <summary>Of a press on a card that calls back by HTTP.</summary>
    public CardRoute? Route { get; init; }

    /// <summary>When it was last tried, also with nobody connected.</summary>
    public long TriedAt { get; set; }
    public PushState State { get; set; }
    public UpFrame? Ack { get; set; }
    public TimeSpan? AckLatency { get; set; }
    public int Acks { get; set; }

    public PushRecord Record => new(seq, msgId, app.ClientId, type, topic, State, [.. Deliveries.Select(d => d.FrameId)],
        [.. Deliveries.Select(d => d.ConnectionId)], Ack?.Code, Ack?.Data, AckLatency, Acks, Deliveries.Count > 0 ? Deliveries[0].SentAt : 0);
}
