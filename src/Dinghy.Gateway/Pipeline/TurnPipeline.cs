using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The whole product, in order. Every line is a folder.</summary>
internal sealed class TurnPipeline(
    Inbox.Inbox inbox, ConversationStore conversations, FilesOfTurn attachments, ForgetLast forget, AgentRunner agents, ReplyComposer replies, Outbox.Outbox outbox,
    QuotaNotice quota, RunningTurns running)
{
    /// <summary>Fast, no network: when this returns, the transport may acknowledge.</summary>
    public async Task AcceptAsync(Inbound inbound, Action<Turn> post, CancellationToken ct)
    {
        var verdict = PolicyGate.Check(inbound);
        var isNew = await inbox.AddAsync(inbound, verdict, ConversationKey.Of(inbound.Account.Id, inbound.Message), stored: post, ct);
        if (isNew && verdict.Refusal == Reasons.OverQuota) _ = quota.TellAsync(inbound, CancellationToken.None);
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
