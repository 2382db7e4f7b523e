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
    /// <param name="did">What its tools did; null: none ran.</param>
    public static IReadOnlyList<HistoryEntry> Exchange(TurnContext context, string words, DateTimeOffset now, string? did = null) => context.Aside ? [] :
    [
        .. Question(context),
        .. context.Joining?.Said ?? [],
        new HistoryEntry(context.Memory, HistoryRole.Assistant, words, now) { Tools = did },
    ];

    /// <summary>What was asked, where there is no answer.</summary>
    /// <remarks>Nothing where a new session was due: that begins with an answer, and this would look like one.</remarks>
    public static IReadOnlyList<HistoryEntry> Unanswered(TurnContext context) => context.Effects.Session is { Anew: true } ? [] : Question(context);

    private static IReadOnlyList<HistoryEntry> Question(TurnContext context) =>
        context.Aside || context.Unprompted ? [] : Heard(context);

    /// <summary>What was said, whoever will answer it.</summary>
    public static IReadOnlyList<HistoryEntry> Heard(TurnContext context) => [new HistoryEntry(context.Memory, HistoryRole.Person, Spoken.Remembered(context), context.Turn.ReceivedAt)];

    /// <summary>Beside the conversation nothing begins anew by itself: its next question sees to that.</summary>
    public static TurnEffects Effects(TurnContext context) => (context.Aside ? context.Effects with { Session = null } : context.Effects).In(context.Memory);

    /// <summary>With what the agent or a command found to change, and what it cost.</summary>
    public static TurnEffects Effects(TurnContext context, AgentUpdate.Finished end) =>
        Effects(context).And(end.Effects).And(Cost(context, end.Usage)).In(context.Memory);

    private static TurnEffects Cost(TurnContext context, AgentUsage? usage) =>
        usage?.For(context) is { Count: > 0 } uses ? new TurnEffects { Usage = uses } : TurnEffects.None;
}
