using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Stream;

/// <summary>Decides what a frame is, hands it to its handler, and sends the acknowledgement to the socket the frame came from.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing, and late handlers may still release it.")]
internal sealed class FrameDispatcher(StreamClientOptions options, StreamCounters counters, IdleWatch idle, TimeProvider time, ILogger logger, CancellationToken work)
{
    // DingTalk gives up on a push after 3 s; and a pong can not be read behind a frame that waits.
    private static readonly TimeSpan _mostPatience = TimeSpan.FromSeconds(2.5);

    private readonly SemaphoreSlim _room = new(options.MaxFramesInWork);
    private readonly TimeSpan _patience = options.PingTimeout / 2 < _mostPatience ? options.PingTimeout / 2 : _mostPatience;
    private volatile bool _stalled;
    private volatile bool _stopped;

    /// <summary>Every socket is closed: what one that was cut off might still bring is dropped, for DingTalk to push to the next process.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Called on the socket's receive loop, frame by frame. Waits, but not long, while too many frames are in work.</summary>
    public async ValueTask TakeAsync(StreamConnection from, Memory<byte> json)
    {
        if (_stopped) return;
        counters.CountReceived();
        var parsed = FrameParser.Parse(json.Span);
        if (parsed.Frame is not { } frame)
        {
            await RefuseAsync(from, parsed.MessageId, StreamReply.Malformed, parsed.Reason);
            return;
        }

        logger.Frame(frame.Type, frame.Topic, frame.MessageId);
        if (logger.IsEnabled(LogLevel.Trace)) logger.FrameSensitive(frame.MessageId, frame.Data);
        if (frame.Type == "SYSTEM") await SystemAsync(from, frame);
        else await DataAsync(from, frame);
    }

    public void Refuse(string reason)
    {
        counters.CountRefused();
        logger.FrameRefused(reason, messageId: null);
    }

    // CONNECTED, REGISTERED, KEEPALIVE and whatever comes next: a sign of life, no more.
    private async ValueTask SystemAsync(StreamConnection from, StreamFrame frame)
    {
        if (frame.Topic == "ping")
        {
            var opaque = LenientJson.TryParse(frame.Data, out var data) ? data.Text("opaque") : null;
            await AckAsync(from, frame.MessageId, new(200, "OK", JsonSerializer.Serialize(new SystemReply(opaque), WireJson.Compact.SystemReply)));
        }
        else if (frame.Topic == "disconnect")
        {
            from.SayLeaving();
            await AckAsync(from, frame.MessageId, StreamReply.Ok);
        }
    }

    private async ValueTask DataAsync(StreamConnection from, StreamFrame frame)
    {
        idle.DataCame();
        var handler = frame.Type switch
        {
            "EVENT" => options.Events,
            "CALLBACK" => options.Callbacks.GetValueOrDefault(frame.Topic),
            _ => null,
        };
        if (handler is null)
        {
            await RefuseAsync(from, frame.MessageId, StreamReply.NotFound, "no handler");
            return;
        }

        if (!await HasRoomAsync())
        {
            await RefuseAsync(from, frame.MessageId, Failure(frame), "too many frames in work");
            return;
        }

        from.InWork.Enter();
        _ = FinishAsync(from, frame, Start(handler, frame));
    }

    // Once a wait was in vain the next frames are refused at once, until there is room again: the socket must be read to stay alive.
    private async ValueTask<bool> HasRoomAsync()
    {
        if (_room.Wait(0, CancellationToken.None))
        {
            _stalled = false;
            return true;
        }

        if (_stalled) return false;
        logger.ReadingWaits(options.MaxFramesInWork);
        using var patience = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(work, patience.Token);
        try
        {
            await _room.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _stalled = true;
            return false;
        }
    }

    private ValueTask<StreamReply> Start(StreamHandler handler, StreamFrame frame)
    {
        try
        {
            return handler(frame, work);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<StreamReply>(e);
        }
    }

    private async Task FinishAsync(StreamConnection from, StreamFrame frame, ValueTask<StreamReply> handling)
    {
        StreamReply reply;
        try
        {
            reply = await handling;
        }
        catch (Exception e)
        {
            logger.HandlerFailed(e, frame.Topic, frame.MessageId);
            reply = Failure(frame);
        }

        if (reply.Code != 200) counters.CountRefused();
        await AckAsync(from, frame.MessageId, reply);
        from.InWork.Leave();
        _room.Release();
    }

    private static StreamReply Failure(StreamFrame frame) =>
        frame.Type == "EVENT" ? StreamReply.Failed with { Data = StreamReply.EventLater.Data } : StreamReply.Failed;

    private async ValueTask RefuseAsync(StreamConnection from, string? messageId, StreamReply reply, string reason)
    {
        counters.CountRefused();
        logger.FrameRefused(reason, messageId);
        await AckAsync(from, messageId, reply);
    }

    private async ValueTask AckAsync(StreamConnection from, string? messageId, StreamReply reply)
    {
        if (messageId is not { Length: > 0 }) return;
        var ack = new AckFrame(reply.Code, new(messageId, "application/json"), reply.Message ?? "", reply.Data ?? "{}");
        if (!await from.SendAsync(JsonSerializer.SerializeToUtf8Bytes(ack, WireJson.Compact.AckFrame))) logger.AckLost(messageId);
        else if (reply.Code == 200) counters.CountAcked();
    }
}
