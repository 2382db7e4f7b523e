using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>What the composer hands to the outbox, in order.</summary>
internal abstract record Saying
{
    /// <summary>To be stored, then sent.</summary>
    internal sealed record Reply(NewReply Value) : Saying;

    /// <summary>The answer takes long: it may be shown while it grows. Comes once; the answer itself follows as a reply.</summary>
    internal sealed record Draft(LiveAnswer Answer, Language Language) : Saying
    {
        /// <summary>It shall be shown even if the answer is whole before the card is.</summary>
        public bool AtOnce { get; init; }
    }

    /// <summary>Nothing was seen for long: a word, unless a card already shows that we are at work.</summary>
    internal sealed record Patience(NewReply Note) : Saying;

    /// <summary>The turn ends and nothing is said.</summary>
    internal sealed record Nothing(TurnOutcome Outcome) : Saying
    {
        /// <summary>What the conversation remembers all the same.</summary>
        public IReadOnlyList<HistoryEntry> Remember { get; init; } = [];
    }
}
