using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>Delivers pushes, watches their deadlines, delivers them again under new frame ids, and keeps the account of it.</summary>
internal sealed class Pushes(EmulatorOptions options, Connections connections, FaultSwitches faults, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Ring<Push> _history = new(options.HistoryLimit, () => Log.HistoryFull(logger, "pushes", options.HistoryLimit));
    private readonly Dictionary<string, (Push Push, Delivery Delivery)> _frames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Push> _byMsgId = new(StringComparer.Ordinal);

    /// <summary>The way by HTTP of a push that has one.</summary>
    public Func<Push, Func<Task<UpFrame?>>?> RoadOf { get; set; } = static _ => null;

    public Pulse Changed { get; } = new();

    /// <summary>Hears of every push that reached its end.</summary>
    public Action<PushRecord> Settled { get; set; } = static _ => { };

    /// <summary>Valid acknowledgements that belong to no delivery of their socket.</summary>
    public int StrayAcks { get; private set; }

    public IReadOnlyList<PushRecord> After(long seq) { lock (_gate) return [.. _history.After(seq).Select(p => p.Record)]; }

    public PushRecord? Find(string msgId) { lock (_gate) return _byMsgId.GetValueOrDefault(msgId)?.Record; }

    public PushRecord? Find(long seq) { lock (_gate) return _history.At(seq)?.Record; }

    public Push Start(EmulatedApp app, string msgId, string type, string topic, string? data, IReadOnlyDictionary<string, string> headers, CardRoute? route = null)
    {
        Push push;
        lock (_gate)
        {
            push = _history.Add(seq => new Push(seq, app, msgId, type, topic, data, headers) { Waits = new(WaitsFor(type, topic)), Route = route }, out var evicted);
            if (msgId.Length > 0) _byMsgId[msgId] = push;
            if (evicted is not null) Forget(evicted);
        }

        if (faults.Take(FaultKind.SlowPush, app: app) is { } slow) _ = DeliverLaterAsync(push, slow.Delay);
        else Deliver(push);
        return push;
    }

    /// <summary>Pushes a known message once more, at once, under a new frame id.</summary>
    public PushRecord? Redeliver(string msgId)
    {
        Push? push;
        lock (_gate)
        {
            if (!_byMsgId.TryGetValue(msgId, out push)) return null;
            push.State = PushState.Pending;
        }

        Deliver(push);
        lock (_gate) return push.Record;
    }

    public void OnAck(StreamConnection connection, UpFrame up)
    {
        PushRecord? settled = null;
        lock (_gate)
        {
            if (!_frames.TryGetValue(up.MessageId, out var sent) || sent.Delivery.ConnectionId != connection.Id) { StrayAcks++; return; }
            settled = Answered(sent.Push, sent.Delivery, up);
        }

        Announce(settled);
    }

    /// <summary>The lock is held.</summary>
    private PushRecord? Answered(Push push, Delivery delivery, UpFrame up)
    {
        if (faults.Take(FaultKind.AckLoss, app: push.App) is not null) return null;
        push.Ack = up;
        push.AckLatency = options.Time.GetElapsedTime(delivery.SentAt);
        push.Acks++;
        if (delivery.Over) return null;
        Close(delivery);
        if (!up.Accepts(push.Type)) return AfterFailure(push);
        return push.State == PushState.Pending ? Settle(push, PushState.Acked) : null;
    }

    /// <summary>Forgets all pushes and stops their timers.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var push in _history.After(0)) Forget(push);
            _history.Clear();
        }

        Changed.Fire();
    }

    private IEnumerable<TimeSpan> WaitsFor(string type, string topic) => (type, topic) switch
    {
        (StreamTopics.Event, _) => options.EventRedeliverAfter,
        (StreamTopics.Callback, StreamTopics.RobotMessage) when options.RobotRedeliverAfter is { } after => Enumerable.Repeat(after, options.RobotRedeliveries),
        _ => [],
    };

    private void Deliver(Push push)
    {
        var copies = faults.Take(FaultKind.Duplicate, app: push.App) is null ? 1 : 2;
        for (var i = 0; i < copies; i++) DeliverOnce(push);
    }

    private void DeliverOnce(Push push)
    {
        var now = options.Time.GetUtcNow();
        var frameId = push.Headers.GetValueOrDefault("messageId") is { Length: > 0 } own ? own : Ids.Frame(now);
        PushRecord? settled = null;
        lock (_gate) push.TriedAt = options.Time.GetTimestamp();
        var connection = push.Route is null ? connections.Choose(push.App, push.Type, push.Topic) : null;
        var road = RoadOf(push);
        var posted = new Delivery(frameId, "http", options.Time.GetTimestamp());
        if (road is not null)
        {
            lock (_gate)
            {
                if (push.Redelivery is { } waiting) { waiting.Dispose(); push.Redelivery = null; }
                push.Deliveries.Add(posted);
            }
        }

        if (connection is not null)
        {
            var frame = Frames.Write(push.Type, push.Data, Headers(push, connection, frameId, now));
            var delivery = new Delivery(frameId, connection.Id, options.Time.GetTimestamp());
            lock (_gate)
            {
                if (push.Redelivery is { } waiting) { waiting.Dispose(); push.Redelivery = null; }
                push.Deliveries.Add(delivery);
                _frames[frameId] = (push, delivery);
                delivery.Deadline = options.Time.CreateTimer(_ => OnDeadline(push, delivery), null, push.Topic == StreamTopics.CardCallback ? options.CardCallbackDeadline : options.AckDeadline, Timeout.InfiniteTimeSpan);
            }

            // A socket that broke just now counts as one that never answers: DingTalk cannot tell either.
            connection.TrySend(frame);
        }
        else if (road is null)
        {
            Log.NobodyConnected(logger, push.Seq, push.App.ClientId);
            lock (_gate) settled = AfterFailure(push);
        }

        // Last: whoever hears of its answer sees every delivery.
        if (road is not null) _ = PostAsync(push, posted, road);
        Announce(settled);
    }

    /// <summary>An application that does not answer in time has failed, as over the socket.</summary>
    private async Task PostAsync(Push push, Delivery delivery, Func<Task<UpFrame?>> road)
    {
        var up = await road();
        PushRecord? settled;
        lock (_gate)
        {
            if (up is not null) settled = Answered(push, delivery, up);
            else
            {
                if (delivery.Over) return;
                Close(delivery);
                settled = AfterFailure(push);
            }
        }

        Announce(settled);
    }

    private async Task DeliverLaterAsync(Push push, TimeSpan delay)
    {
        await Task.Delay(delay, options.Time);
        Deliver(push);
    }

    private void OnDeadline(Push push, Delivery delivery)
    {
        PushRecord? settled = null;
        lock (_gate)
        {
            if (delivery.Over) return;
            Close(delivery);
            settled = AfterFailure(push);
        }

        Announce(settled);
    }

    /// <summary>Plans the next delivery, or gives up. The lock is held.</summary>
    private PushRecord? AfterFailure(Push push)
    {
        if (push.State != PushState.Pending || push.Deliveries.Any(d => !d.Over) || push.Redelivery is not null) return null;
        if (push.Waits.TryDequeue(out var wait))
        {
            var since = options.Time.GetElapsedTime(push.TriedAt);
            var due = wait > since ? wait - since : TimeSpan.Zero;
            push.Redelivery = options.Time.CreateTimer(_ => Redeliver(push), null, due, Timeout.InfiniteTimeSpan);
            return null;
        }

        var refused = push.Ack is { } ack && !ack.Accepts(push.Type);
        return Settle(push, refused ? PushState.Failed : PushState.Expired);
    }

    private void Redeliver(Push push)
    {
        lock (_gate)
        {
            if (push.Redelivery is not { } timer) return;
            timer.Dispose();
            push.Redelivery = null;
        }

        Deliver(push);
    }

    private static PushRecord Settle(Push push, PushState state)
    {
        push.State = state;
        push.Redelivery?.Dispose();
        push.Redelivery = null;
        return push.Record;
    }

    private void Announce(PushRecord? settled)
    {
        Changed.Fire();
        if (settled is null) return;
        if (settled.State != PushState.Acked) Log.PushLost(logger, settled.Seq, settled.State, settled.Deliveries);
        Settled(settled);
    }

    private static void Close(Delivery delivery)
    {
        delivery.Over = true;
        delivery.Deadline?.Dispose();
    }

    private void Forget(Push push)
    {
        push.Redelivery?.Dispose();
        push.Redelivery = null;
        foreach (var delivery in push.Deliveries)
        {
            Close(delivery);
            _frames.Remove(delivery.FrameId);
        }

        if (_byMsgId.GetValueOrDefault(push.MsgId) == push) _byMsgId.Remove(push.MsgId);
    }

    private static Dictionary<string, string> Headers(Push push, StreamConnection connection, string frameId, DateTimeOffset now)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["appId"] = Ids.AppId(push.App),
            ["connectionId"] = connection.Id,
            ["contentType"] = "application/json",
            ["messageId"] = frameId,
            ["time"] = now.ToUnixTimeMilliseconds().ToString(),
            ["topic"] = push.Topic,
        };
        foreach (var (name, value) in push.Headers)
        {
            if (value.Length == 0) headers.Remove(name);
            else headers[name] = value;
        }

        return headers;
    }
}
