using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The whole product, in order. Every line is a folder.</summary>
internal sealed class TurnPipeline(
    Doorkeeper keeper, Inbox.Inbox inbox, Doorstep doorstep, Router router, ConversationStore conversations, FilesOfTurn attachments, CommandRunner commands,
    AgentRoster agents, ReplyComposer replies, Outbox.Outbox outbox, OverQuotaNotice quota)
{
    /// <summary>Fast, no network: when this returns, the transport may acknowledge.</summary>
    public async Task AcceptAsync(Inbound inbound, Action<Turn> post, CancellationToken ct)
    {
        var verdict = keeper.Judge(inbound);
        var first = false;
        try
        {
            first = await inbox.AddAsync(inbound, verdict, ConversationKey.Of(inbound), stored: post, ct);
        }
        finally
        {
            if (!first) keeper.TakeBack(inbound, verdict);
        }

        if (first && verdict.Refusal == Reasons.OverQuota) _ = quota.TellAsync(inbound, CancellationToken.None);
        if (first) doorstep.After(inbound, verdict);
    }

    /// <summary>What the turn need not wait for. Fast, too: asked at posting.</summary>
    public Lane LaneOf(Turn turn) => commands.LaneOf(conversations.QuestionOf(turn));

    /// <summary>See <see cref="CommandRunner.Stop"/>.</summary>
    public void Stop(RunningTurns.Running stop) => commands.Stop(stop);

    /// <summary>Slow: one at a time per conversation and lane. Null while the retry queue holds the answer.</summary>
    public async Task<TurnOutcome?> RunAsync(RunningTurns.Running running, CancellationToken ct)
    {
        var turn = running.Turn;
        var route = await router.ResolveAsync(turn, ct);
        var context = await conversations.OpenAsync(turn, route, ct) with { Stopped = running.Stopped };
        var updates = commands.Find(conversations.QuestionOf(turn)) is { } called
            ? commands.RunAsync(called, context = context with { Aside = true }, ct)
            : agents.RunAsync(context, attachments, ct);
        return await outbox.DeliverAsync(turn, replies.Compose(context, updates, ct), ct);
    }
}
