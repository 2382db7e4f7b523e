using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The whole product, in order. Every line is a folder.</summary>
internal sealed class TurnPipeline(
    Inbox.Inbox inbox, Router router, ConversationStore conversations, AgentRoster agents, ReplyComposer replies, Outbox.Outbox outbox)
{
    /// <summary>Fast, no network: when this returns, the transport may acknowledge.</summary>
    public Task AcceptAsync(Inbound inbound, Action<Turn> post, CancellationToken ct)
    {
        var verdict = PolicyGate.Check(inbound);
        return inbox.AddAsync(inbound, verdict, ConversationKey.Of(inbound.Account.Id, inbound.Message), stored: post, ct);
    }

    /// <summary>Slow: one at a time per conversation. Null while the retry queue holds the answer.</summary>
    public async Task<TurnOutcome?> RunAsync(Turn turn, CancellationToken ct)
    {
        var route = await router.ResolveAsync(turn, ct);
        var context = await conversations.OpenAsync(turn, route, ct);
        var updates = agents.RunAsync(context, ct);
        return await outbox.DeliverAsync(turn, replies.Compose(context, updates, ct), ct);
    }
}
