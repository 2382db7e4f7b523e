using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>What stays of an answer besides its text: the conversation's memory, its session, what it cost. Nothing is remembered of what was said beside the conversation.</summary>
internal static class Remembering
{
    /// <param name="context">The turn.</param>
    /// <param name="words">The model's own, as it wrote them.</param>
    /// <param name="now">When they were whole.</param>
    public static IReadOnlyList<HistoryEntry> Exchange(TurnContext context, string words, DateTimeOffset now) => context.Aside ? [] :
    [
        new HistoryEntry(context.Memory, HistoryRole.Person, Spoken.Remembered(context), context.Turn.ReceivedAt),
        new HistoryEntry(context.Memory, HistoryRole.Assistant, words, now),
    ];

    /// <summary>Beside the conversation nothing begins anew by itself: its next question sees to that.</summary>
    public static TurnEffects Effects(TurnContext context) => (context.Aside ? context.Effects with { Session = null } : context.Effects).In(context.Memory);

    /// <summary>With what the agent or a command found to change, and what it cost.</summary>
    public static TurnEffects Effects(TurnContext context, AgentUpdate.Finished end) =>
        Effects(context).And(end.Effects).And(Cost(context, end.Usage)).In(context.Memory);

    private static TurnEffects Cost(TurnContext context, AgentUsage? usage) => usage is null or { InputTokens: null, OutputTokens: null } ? TurnEffects.None : new TurnEffects
    {
        Usage = new TurnUse(
            context.Turn.Keep, context.Turn.Conversation, PersonKey.Of(context.Turn.Message), usage.Model, usage.InputTokens ?? 0, usage.OutputTokens ?? 0, usage.Elapsed),
    };
}
