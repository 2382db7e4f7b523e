namespace Dinghy.Gateway.Storage;

/// <summary>What a conversation is at: its session, and what was set for it.</summary>
/// <param name="Number">Only history of this session is read; grows with every reset.</param>
/// <param name="StartedAt">Null for a conversation that was never reset.</param>
/// <param name="Summary">Of what was said before this session; null: nothing of it is known here.</param>
/// <param name="Model"><c>provider/model</c>; null: as configured.</param>
/// <param name="Thinking">One of <see cref="ThinkingLevels"/>; null: the model's own way.</param>
internal sealed record Session(long Number, DateTimeOffset? StartedAt, string? Summary, string? Model, string? Thinking)
{
    public static Session First { get; } = new(0, null, null, null, null);

    /// <summary>What messages do that come while one is answered; null: as configured.</summary>
    public string? Queue { get; init; }

    /// <summary>The last entry of this session that <see cref="Summary"/> holds; 0: none of this session.</summary>
    public long SummaryTo { get; init; }
}

/// <summary>What is known of a person on one account.</summary>
/// <param name="Language"><c>zh</c> or <c>en</c>, chosen; null: by what they write.</param>
/// <param name="Heard"><c>zh</c> or <c>en</c>, by what they wrote last; null: nothing that tells.</param>
internal sealed record PersonSettings(string? Language, string? Heard)
{
    public static PersonSettings Unknown { get; } = new(null, null);
}

internal static class ThinkingLevels
{
    public const string Off = "off";
    public const string Low = "low";
    public const string Medium = "medium";
    public const string High = "high";
}

/// <summary>What a turn changes beside its answer; durable in the answer's own commit, so that it happens exactly once.</summary>
internal sealed record TurnEffects
{
    public static TurnEffects None { get; } = new();

    public SessionChange? Session { get; init; }

    public PersonChange? Person { get; init; }

    /// <summary>One a model; empty: none was asked, or it does not count.</summary>
    public IReadOnlyList<TurnUse> Usage { get; init; } = [];

    /// <summary>Turns that end with this one as cancelled, unless they have ended or an answer of theirs is stored.</summary>
    public IReadOnlyList<long> Cancels { get; init; } = [];

    /// <summary>What the person thinks of an earlier answer; null: nothing was said of any.</summary>
    public Vote? Vote { get; init; }

    /// <summary>Facts that are forgotten, by number.</summary>
    public IReadOnlyList<long> Forgets { get; init; } = [];

    /// <summary>The session that changes is the one kept under this name.</summary>
    public TurnEffects In(string conversation) => Session is null ? this : this with { Session = Session with { Conversation = conversation } };

    /// <summary>Both; where they differ, the later holds.</summary>
    public TurnEffects And(TurnEffects later) => ReferenceEquals(later, None) ? this : ReferenceEquals(this, None) ? later : new TurnEffects
    {
        Session = Session is { } a && later.Session is { } b
            ? new SessionChange { Conversation = b.Conversation ?? a.Conversation, Anew = a.Anew || b.Anew, Summary = b.Summary, ForgetLast = a.ForgetLast || b.ForgetLast, Model = b.Model ?? a.Model, Thinking = b.Thinking ?? a.Thinking, Queue = b.Queue ?? a.Queue, Compact = b.Compact ?? a.Compact }
            : later.Session ?? Session,
        Person = Person is { } one && later.Person is { } two
            ? two with { Language = two.Language ?? one.Language, Heard = two.Heard ?? one.Heard }
            : later.Person ?? Person,
        Usage = later.Usage.Count == 0 ? Usage : [.. Usage, .. later.Usage],
        Cancels = [.. Cancels, .. later.Cancels],
        Forgets = [.. Forgets, .. later.Forgets],
        Vote = later.Vote ?? Vote,
    };
}

/// <summary>Changes of one conversation; what is not said stays.</summary>
internal sealed record SessionChange
{
    /// <summary>Under which name the session is kept; null: the turn's conversation.</summary>
    public string? Conversation { get; init; }

    /// <summary>A new session begins: what was said so far stays stored and is not read any more.</summary>
    public bool Anew { get; init; }

    /// <summary>With <see cref="Anew"/>: what the new session knows of the old one.</summary>
    public string? Summary { get; init; }

    /// <summary>A summary takes the place of what was said, if the conversation stands where it was read; its name there does not count.</summary>
    public Compaction? Compact { get; init; }

    /// <summary>The last question of this session and what followed leave the memory for good.</summary>
    public bool ForgetLast { get; init; }

    public Setting? Model { get; init; }

    public Setting? Thinking { get; init; }

    public Setting? Queue { get; init; }
}

/// <param name="Value">Null takes the setting back.</param>
internal sealed record Setting(string? Value);

/// <param name="Account">The account the person talks to.</param>
/// <param name="Person">See <see cref="Access.PersonKey"/>.</param>
/// <param name="Language">The choice; null leaves it as it is.</param>
/// <param name="Heard">What was written last; null leaves it as it is.</param>
internal sealed record PersonChange(string Account, string Person, Setting? Language, string? Heard);

/// <param name="Account">Where.</param>
/// <param name="Conversation">Whose tokens: of this conversation…</param>
/// <param name="Person">…and of this person.</param>
/// <param name="Model">As the provider names it.</param>
/// <param name="Input">Tokens.</param>
/// <param name="Output">Tokens.</param>
/// <param name="Elapsed">From the first request to the end.</param>
internal sealed record TurnUse(string Account, string Conversation, string Person, string Model, long Input, long Output, TimeSpan Elapsed);

/// <param name="Answers">That were counted.</param>
/// <param name="Input">Tokens.</param>
/// <param name="Output">Tokens.</param>
internal sealed record UseTotal(long Answers, long Input, long Output);
