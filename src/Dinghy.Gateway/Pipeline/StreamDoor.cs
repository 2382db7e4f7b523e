using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>From a frame of the Stream socket to the inbox: bytes and acknowledgements, no opinion.</summary>
internal sealed class StreamDoor(
    AccountConfig account, string language, RobotBook robots, Doorkeeper keeper, TurnWorker worker, Inbox.Inbox inbox, Outbox.Outbox outbox, PipelineLog log, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Warnings about a broken store: one per conversation in this time, for so many conversations.</summary>
    private static readonly TimeSpan s_warnEvery = TimeSpan.FromMinutes(1);
    private const int MaxWarned = 1_000;

    private readonly Dictionary<string, long> _warned = new(StringComparer.Ordinal);
    private readonly Lock _introducing = new();
    private Task _introduced = Task.CompletedTask;

    /// <summary>Returns when the message is durable; a reply other than 200 lets DingTalk push it again.</summary>
    public async ValueTask<StreamReply> HandleAsync(StreamFrame frame, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var reading = RobotMessageReader.Read(frame.Data);
        var inbound = reading.IsMessage ? new Inbound(account, reading.Message, frame.Data, time.GetUtcNow()) : null;
        try
        {
            if (inbound is null) return await RecordMalformedAsync(frame, reading.Malformed!, ct);
            if (MadeIds.Forged(inbound.Message.Id) is not null) return await RecordMalformedAsync(frame, new MalformedMessage("forged_id", inbound.Message.Id), ct);
            await AcceptAsync(inbound, ct);
            metrics.Accepted(time.GetElapsedTime(began));
            return StreamReply.Ok;
        }
        catch (StoreException e)
        {
            metrics.Received("unstored");
            log.NotStored(account.Id, e.Message, e);
            if (inbound is not null) _ = WarnAsync(inbound);
            return StreamReply.Failed;
        }
    }

    /// <summary>A robot's first message waits for the robot to be stored; whatever comes meanwhile stays behind it.</summary>
    private async Task AcceptAsync(Inbound inbound, CancellationToken ct)
    {
        Task<Task> accepting;
        lock (_introducing)
        {
            _introduced = accepting = IntroducedAsync(_introduced, robots.KeepOfAsync(account, inbound.Message, ct), inbound, ct);
        }

        await await accepting;
    }

    /// <returns>The storing, which has its place among the others by then.</returns>
    private async Task<Task> IntroducedAsync(Task before, ValueTask<string> keep, Inbound inbound, CancellationToken ct)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return worker.AcceptAsync(inbound with { Keep = await keep }, ct);
    }

    /// <summary>What is not even JSON is refused; what is JSON but no message is acknowledged, since a repeat would be the same.</summary>
    private async Task<StreamReply> RecordMalformedAsync(StreamFrame frame, MalformedMessage malformed, CancellationToken ct)
    {
        metrics.Received("malformed");
        var id = malformed.MessageId ?? new MessageId($"frame:{Printable.Of(frame.MessageId)}");
        id = MadeIds.Forged(id) ?? id;
        log.Malformed(account.Id, malformed.Reason, Printable.Of(id.Value));
        await inbox.AddMalformedAsync(account.Id, id, ct);
        return malformed.Reason == "json" ? StreamReply.Malformed : StreamReply.Ok;
    }

    /// <summary>Best effort, by the road at hand: nobody shall wait for an answer that can not come.</summary>
    private async Task WarnAsync(Inbound inbound)
    {
        if (!keeper.Look(inbound).IsYes || !MayWarn(ConversationKey.Of(inbound))) return;
        try
        {
            var spoken = Languages.For(language, Question.TextOf(inbound.Message, account));
            await outbox.WarnAsync(inbound, Sentences.NotStored(spoken), CancellationToken.None);
        }
#pragma warning disable CA1031 // Nobody waits for this.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.NotStored(account.Id, "and the person could not be told", e);
        }
    }

    private bool MayWarn(string conversation)
    {
        lock (_warned)
        {
            if (_warned.TryGetValue(conversation, out var last) && time.GetElapsedTime(last) < s_warnEvery) return false;
            if (_warned.Count >= MaxWarned) _warned.Clear();
            _warned[conversation] = time.GetTimestamp();
            return true;
        }
    }
}
