namespace Dinghy.Emulator;

/// <summary>How a card stands.</summary>
public enum CardState
{
    /// <summary>Made; flowStatus 1, or none.</summary>
    Processing,

    /// <summary>Text is coming; flowStatus 2, or a streaming call.</summary>
    Streaming,

    /// <summary>flowStatus 3, or a final streaming call.</summary>
    Finished,

    /// <summary>flowStatus 5, or a streaming call with isError.</summary>
    Failed,
}

/// <summary>A card as it stands now.</summary>
/// <param name="Seq">Number in order of creation, from 1.</param>
/// <param name="OutTrackId">The robot's own id for it.</param>
/// <param name="ClientId">The application that made it.</param>
/// <param name="TemplateId">Its template.</param>
/// <param name="State">How it stands.</param>
/// <param name="Frozen">A final streaming call came; nothing more can be streamed.</param>
/// <param name="Variables">What everybody sees; always strings.</param>
/// <param name="Text">The main markdown variable.</param>
/// <param name="Places">Where it was delivered.</param>
/// <param name="Frames">Every change, oldest first; of many, the last 500.</param>
/// <param name="FrameCount">How many changes there were.</param>
/// <param name="CreatedAt">Wall clock.</param>
public sealed record CardRecord(long Seq, string OutTrackId, string ClientId, string TemplateId, CardState State, bool Frozen, IReadOnlyDictionary<string, string> Variables,
    string Text, IReadOnlyList<CardPlace> Places, IReadOnlyList<CardFrame> Frames, int FrameCount, DateTimeOffset CreatedAt)
{
    /// <summary>Per staff id, what only this person sees, laid over all else.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Private { get; init; }

    /// <summary>Per staff id, what this person sees instead of <see cref="Variables"/> since pressing a button.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Views { get; init; }

    /// <summary>Name of the variable behind <see cref="Text"/>.</summary>
    public string? TextKey { get; init; }

    /// <summary>The card can be pressed and tells the robot, over its socket or by HTTP.</summary>
    public bool CallsBack { get; init; }

    /// <summary>What one person sees.</summary>
    public IReadOnlyDictionary<string, string> SeenBy(string staffId)
    {
        var seen = new Dictionary<string, string>(Views.GetValueOrDefault(staffId) ?? Variables, StringComparer.Ordinal);
        if (Private.GetValueOrDefault(staffId) is { } own) foreach (var (key, value) in own) seen[key] = value;
        return seen;
    }
}

/// <summary>A delivery of a card.</summary>
/// <param name="SpaceType">IM_GROUP or IM_ROBOT.</param>
/// <param name="SpaceId">The group's id, or the person's staff id.</param>
/// <param name="ConversationId">Where it appears.</param>
/// <param name="CarrierId">Also its processQueryKey.</param>
/// <param name="MsgId">The id of the message that holds it; the robot never hears it when it delivers.</param>
public sealed record CardPlace(string SpaceType, string SpaceId, string ConversationId, string CarrierId, string MsgId);

/// <summary>A change of a card.</summary>
/// <param name="Call"><c>create</c>, <c>deliver</c>, <c>update</c>, <c>stream</c> or <c>answer</c> (of a press).</param>
/// <param name="At">Wall clock.</param>
/// <param name="ArrivedAt">Timestamp of the emulator's clock when the request's body was in.</param>
/// <param name="State">How the card stood then.</param>
/// <param name="Text">Its main markdown variable then.</param>
public sealed record CardFrame(string Call, DateTimeOffset At, long ArrivedAt, CardState State, string Text);

/// <summary>How a press ended.</summary>
public enum PressOutcome
{
    /// <summary>The robot answered in time.</summary>
    Answered,

    /// <summary>The robot answered with an error.</summary>
    Refused,

    /// <summary>Nobody answered in time, or nobody was connected: the person sees a hint that it failed.</summary>
    TimedOut,
}

/// <summary>A press and its end.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Push">The callback's way to the robot.</param>
/// <param name="Applied">The answer changed what the presser sees.</param>
public sealed record PressResult(PressOutcome Outcome, PushRecord Push, bool Applied);
