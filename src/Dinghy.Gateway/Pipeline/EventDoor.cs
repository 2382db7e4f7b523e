using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>From an EVENT frame to the ledger: who read or took back what the robot said. Other events are acknowledged and counted, for a repeat would tell nothing new.</summary>
internal sealed class EventDoor(string account, ISentStore store, PipelineLog log, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Returns when the event is durable; else DingTalk is asked to push it again.</summary>
    public async ValueTask<StreamReply> HandleAsync(StreamFrame frame, CancellationToken ct)
    {
        var type = frame.Headers.GetValueOrDefault("eventType", "");
        if (SentMessageEventReader.Read(type, frame.Data) is not { } read)
        {
            metrics.Event("other");
            log.OtherEvent(account, Printable.Of(type));
            return StreamReply.EventSuccess;
        }

        try
        {
            var recalled = read.Kind == SentMessageEventKind.Recalled;
            // Without an id of its own the event is known by what it says: a message is read once by each person.
            var id = frame.Headers.GetValueOrDefault("eventId") is { Length: > 0 and <= RobotMessageReader.MaxIdLength } given ? given : $"{type}:{read.ProcessQueryKey}:{read.User}{read.UnionId}";
            var happened = new SentEvent(account, id, recalled ? SentEventKind.Recalled : SentEventKind.Read, read.ProcessQueryKey, read.User?.Value, read.At ?? time.GetUtcNow());
            metrics.Event(await store.AddSentEventAsync(happened, ct) ? recalled ? "recalled" : "read" : "duplicate");
            return StreamReply.EventSuccess;
        }
        catch (StoreException e)
        {
            metrics.Event("unstored");
            log.NotStored(account, e.Message, e);
            return StreamReply.EventLater;
        }
    }
}
