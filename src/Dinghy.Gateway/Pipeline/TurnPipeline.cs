using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The whole product, in order. Every line is a folder.</summary>
internal sealed class TurnPipeline(
    Doorkeeper keeper, Inbox.Inbox inbox, Doorstep doorstep, ConversationStore conversations, FilesOfTurn attachments, ForgetLast forget, AgentRunner agents,
    ReplyComposer replies, Outbox.Outbox outbox, OverQuotaNotice quota, RunningTurns running)
{
    /// <summary>Fast, no network: when this returns, the transport may acknowledge.</summary>
    public async Task AcceptAsync(Inbound inbound, Action<Turn> post, CancellationToken ct)
    {
        var verdict = keeper.Judge(inbound);
        var first = false;
        try
        {
            first = await inbox.AddAsync(inbound, verdict, ConversationKey.Of(inbound.Account.Id, inbound.Message), stored: post, ct);
        }
        finally
        {
            if (!first) keeper.TakeBack(inbound, verdict);
        }

        if (first && verdict.Refusal == Reasons.OverQuota) _ = quota.TellAsync(inbound, CancellationToken.None);
        if (first) doorstep.After(inbound, verdict);
    }

    /// <summary>Slow: one at a time per conversation. Null while the retry queue holds the answer.</summary>
    public async Task<TurnOutcome?> RunAsync(Turn turn, CancellationToken ct)
    {
        using var run = running.Begin(turn);
        var context = await conversations.OpenAsync(turn, ct) with { Stopped = run.Stopped };
        if (ForgetLast.IsMeant(context)) return await outbox.DeliverAsync(turn, forget.RunAsync(context), ct);
        var updates = agents.RunAsync(context, attachments, ct);
        return await outbox.DeliverAsync(turn, replies.Compose(context, updates, ct), ct);
    }
}
