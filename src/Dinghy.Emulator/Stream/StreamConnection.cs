using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>One socket of a client: an outbox with one writer, a reader for acknowledgements, the SYSTEM ping.</summary>
internal sealed class StreamConnection(Ticket ticket, TcpEnd tcp, EmulatorOptions options, ILogger logger) : IDisposable
{
    /// <summary>Unsent frames of one socket; a client that reads so slowly is dropped.</summary>
    private const int OutboxLimit = 20_000;
    private const int MaxUpFrame = 1024 * 1024;
    private const int MaxUnansweredPings = 3;

    private readonly Channel<ReadOnlyMemory<byte>> _outbox = Channel.CreateBounded<ReadOnlyMemory<byte>>(OutboxLimit);
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _pings = new();
    private readonly Dictionary<string, string> _opaques = new(StringComparer.Ordinal);
    private ITimer? _grace;
    private SilenceableStream? _bytes;

    public string Id { get; } = Ids.Uuid();

    public EmulatedApp App => ticket.App;

    public DateTimeOffset Since { get; } = options.Time.GetUtcNow();

    public bool Leaving { get; private set; }

    public ConnectionInfo Info => new(Id, App.ClientId, Since, ticket.UserAgent,
        [.. ticket.Subscriptions.Select(s => $"{s.Type} {s.Topic}")], Leaving, _bytes?.Silent ?? false);

    public bool Hears(string type, string topic) => !Leaving && ticket.Subscriptions.Any(s => s.Covers(type, topic));

    /// <summary>Hands a frame to the writer. False: the socket is over, or does not keep up and was dropped.</summary>
    public bool TrySend(ReadOnlyMemory<byte> frame)
    {
        if (_outbox.Writer.TryWrite(frame)) return true;
        if (!Leaving && !_ended.IsCancellationRequested) Drop();
        return false;
    }

    /// <summary>Lives until the client closes, the connection breaks, or one of the methods below ends it. What was sent before
    /// this call waits in the outbox: a client is reachable from the very moment its handshake is answered.</summary>
    /// <param name="socket">The upgraded socket.</param>
    /// <param name="bytes">The stream under it.</param>
    /// <param name="onAck">Gets every valid acknowledgement that is not a ping's.</param>
    /// <param name="onBadFrame">Hears of frames that are none.</param>
    /// <param name="ct">Ends the connection.</param>
    public async Task RunAsync(WebSocket socket, SilenceableStream bytes, Action<UpFrame> onAck, Action onBadFrame, CancellationToken ct)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(ct, _ended.Token);
        _bytes = bytes;
        var pinger = options.Time.CreateTimer(_ => Ping(), null, options.SystemPingEvery, options.SystemPingEvery);
        var writing = WriteAsync(socket, life.Token);
        try
        {
            await ReadAsync(socket, onAck, onBadFrame, life.Token);
            _outbox.Writer.TryComplete();
            await writing;
            if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, life.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            Log.SocketBroke(logger, Id, e.GetType().Name);
        }
        finally
        {
            await pinger.DisposeAsync();
            if (_grace is { } grace) await grace.DisposeAsync();
            _outbox.Writer.TryComplete();
            await life.CancelAsync();
            await writing;
        }
    }

    /// <summary>TCP reset.</summary>
    public void Drop()
    {
        tcp.Reset();
        Stop();
    }

    /// <summary>TCP ends from our side without a Close frame.</summary>
    public void End()
    {
        lock (_pings)
        {
            Leaving = true;
            _outbox.Writer.TryComplete();
            tcp.Finish();
            _grace?.Dispose();
            // A client that does not close its half gets no longer than this.
            _grace = options.Time.CreateTimer(_ => Stop(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Half-open from here on.</summary>
    public void GoSilent() => _bytes?.GoSilent();

    /// <summary>The disconnect frame, then nothing more; acknowledgements are still read until the grace is over.</summary>
    public void Leave(string reason)
    {
        lock (_pings)
        {
            if (Leaving) return;
            var now = options.Time.GetUtcNow();
            _outbox.Writer.TryWrite(Frames.Write(StreamTopics.System, Frames.Object("reason", reason), Headers(Ids.Frame(now), now, StreamTopics.Disconnect)));
            Leaving = true;
            _outbox.Writer.TryComplete();
            _grace = options.Time.CreateTimer(_ => End(), null, options.DisconnectGrace, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _ended.Dispose();

    private void Stop()
    {
        try { _ended.Cancel(); }
        catch (ObjectDisposedException) { }
    }

    private Dictionary<string, string> Headers(string frameId, DateTimeOffset now, string topic) => new(StringComparer.Ordinal)
    {
        ["appId"] = Ids.AppId(App),
        ["connectionId"] = Id,
        ["contentType"] = "application/json",
        ["messageId"] = frameId,
        ["time"] = now.ToUnixTimeMilliseconds().ToString(),
        ["topic"] = topic,
    };

    private void Ping()
    {
        lock (_pings)
        {
            if (Leaving || _ended.IsCancellationRequested) return;
            if (_opaques.Count >= MaxUnansweredPings)
            {
                Log.PingsUnanswered(logger, Id, _opaques.Count);
                Drop();
                return;
            }

            var now = options.Time.GetUtcNow();
            var (frame, opaque) = (Ids.Frame(now), Ids.Uuid());
            _opaques[frame] = opaque;
            TrySend(Frames.Write(StreamTopics.System, Frames.Object("opaque", opaque), Headers(frame, now, StreamTopics.Ping)));
        }
    }

    private bool TakePong(UpFrame up)
    {
        lock (_pings)
        {
            if (!_opaques.TryGetValue(up.MessageId, out var opaque)) return false;
            if (up.Code == 200 && up.Field("opaque") == opaque) _opaques.Clear();
            return true;
        }
    }

    private async Task WriteAsync(WebSocket socket, CancellationToken ct)
    {
        try
        {
            await foreach (var frame in _outbox.Reader.ReadAllAsync(ct))
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, ct);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The reader meets the same end and reports it.
        }
    }

    private async Task ReadAsync(WebSocket socket, Action<UpFrame> onAck, Action onBadFrame, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var received = await socket.ReceiveAsync(buffer.AsMemory(filled), ct);
            if (received.MessageType == WebSocketMessageType.Close) return;
            filled += received.Count;
            if (filled > MaxUpFrame)
            {
                onBadFrame();
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, "an acknowledgement is at most 1 MiB", ct);
                return;
            }

            if (!received.EndOfMessage) continue;
            if (UpFrame.Read(buffer.AsMemory(0, filled)) is not { } up) onBadFrame();
            else if (!TakePong(up)) onAck(up);
            filled = 0;
        }
    }
}
