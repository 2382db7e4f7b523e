using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

/// <summary>A turn with everything its agent may know.</summary>
/// <param name="Turn">The turn, with what it replies to as far as it could be found.</param>
/// <param name="Question">What was asked, clean, rich text as markdown; null for a kind of message that holds no text.</param>
/// <param name="History">What the conversation remembers, oldest first, within the budget.</param>
/// <param name="Language">The language to speak to this person.</param>
internal sealed record TurnContext(Turn Turn, string? Question, IReadOnlyList<HistoryEntry> History, Language Language)
{
    public bool IsGroup => Turn.Message.Kind == ConversationKind.Group;

    /// <summary>Who answers.</summary>
    public Route Route { get; init; } = Route.None;

    /// <summary>Under which name the talk is remembered, and its session and settings are kept.</summary>
    public string Memory => ConversationKey.MemoryOf(Turn.Conversation, Route.Agent);

    /// <summary>What came with the message and with what it replies to.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Fires when somebody who may stops this answer.</summary>
    public CancellationToken Stopped { get; init; }

    /// <summary>Null: a person asks. Else nobody waits, and who made it hears of failures.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>No question stands before it: of what is said only that is remembered.</summary>
    public bool Unprompted { get; init; }

    /// <summary>An event brought it: nobody asked and nobody waits, and what goes wrong is for the log.</summary>
    public bool Unasked { get; init; }

    /// <summary>Of what nobody asked: set when there will be something to show, so that no card is made for what turns out to be nothing. Null: it goes without one.</summary>
    public TaskCompletionSource? Ready { get; init; }

    /// <summary>Why, once it has.</summary>
    public Func<string> StopReason { get; init; } = () => Reasons.Stopped;

    /// <summary>What this turn may take up of what comes meanwhile; null: nothing.</summary>
    public Joining? Joining { get; init; }

    /// <summary>How much of the model's window the turn takes.</summary>
    public ContextMeter Meter { get; init; } = new();

    /// <summary>What becomes of questions that come meanwhile.</summary>
    public QueueMode Queue { get; init; }

    public Session Session { get; init; } = Session.First;

    public PersonSettings Person { get; init; } = PersonSettings.Unknown;

    /// <summary>The model set for this conversation; null: the agent's own.</summary>
    public ModelReady? Model { get; init; }

    /// <summary>Said beside the conversation: nothing of it is remembered.</summary>
    public bool Aside { get; init; }

    /// <summary>What opening it found to change; stored with the answer.</summary>
    public TurnEffects Effects { get; init; } = TurnEffects.None;
}
