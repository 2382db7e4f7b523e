namespace Dinghy.Gateway.Storage;

/// <summary>A conversation as operators see it.</summary>
/// <param name="Key">Under which it is remembered, the agent's name behind a # where it is not the default one.</param>
/// <param name="Cursor">Grows with everything that is remembered: where the next page of a list begins.</param>
/// <param name="Entries">Lines that are remembered, of all sessions.</param>
/// <param name="LastAt">When something was remembered last.</param>
internal sealed record Talk(string Key, long Cursor, long Entries, DateTimeOffset LastAt)
{
    /// <summary>The group's title or the person's name; null: not known.</summary>
    public string? Name { get; init; }

    /// <summary>See <see cref="Storage.Session.Number"/>.</summary>
    public long Session { get; init; }

    /// <summary>Set for it; null: as configured.</summary>
    public string? Model { get; init; }

    /// <summary>Of what was said before; null: none.</summary>
    public string? Summary { get; init; }

    /// <summary>A person answers; null: the robot does.</summary>
    public Pause? Pause { get; init; }

    /// <summary>Under which its turns are kept: see <see cref="Turn.Conversation"/>.</summary>
    public string Conversation => ConversationOf(Key);

    /// <summary>Who answers there; null: the default agent.</summary>
    public string? Agent => Key.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? Key[(at + 1)..] : null;

    public static string ConversationOf(string key) => key.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? key[..at] : key;
}

/// <param name="Conversation">See <see cref="Turn.Conversation"/>.</param>
/// <param name="By">Staff id, or <c>cli</c>, <c>console</c>.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">When it ends by itself.</param>
internal sealed record Pause(string Conversation, string By, DateTimeOffset At, DateTimeOffset Until);

/// <param name="Id">Its row: where the page before begins.</param>
/// <param name="Session">See <see cref="Storage.Session.Number"/>.</param>
/// <param name="Person">Whose words, or in answer to whom; null: not known.</param>
/// <param name="Entry">What was said.</param>
internal sealed record TalkEntry(long Id, long Session, string? Person, HistoryEntry Entry);

/// <summary>Conversations as operators look at them, and what they do there; what they do is in the audit, in the same commit.</summary>
internal interface ITalkStore
{
    /// <summary>Hears of each conversation in which something was remembered, begun anew, set, paused or resumed, once it is durable: quick, and must not throw.</summary>
    Action<string> TalkChanged { set; }

    /// <summary>The last spoken in first.</summary>
    /// <param name="query">Part of the key, a person's name or a group's title; null: all.</param>
    /// <param name="before">Those with a smaller <see cref="Talk.Cursor"/>; null: from the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task<IReadOnlyList<Talk>> ListTalksAsync(string? query, long? before, int limit, CancellationToken ct);

    /// <summary>Null: nothing is remembered under that name.</summary>
    Task<Talk?> FindTalkAsync(string key, CancellationToken ct);

    /// <summary>Of all sessions, oldest first, the newest page first.</summary>
    Task<IReadOnlyList<TalkEntry>> ReadTalkEntriesAsync(string key, long? before, int limit, CancellationToken ct);

    /// <summary>A new session begins: see <see cref="SessionChange.Anew"/>.</summary>
    Task ResetTalkAsync(string key, string by, DateTimeOffset at, CancellationToken ct);

    /// <summary>Null: as configured.</summary>
    Task SetTalkModelAsync(string key, string? model, string by, DateTimeOffset at, CancellationToken ct);

    /// <summary>The newest message of a conversation; null: none is kept.</summary>
    Task<Turn?> LastTurnAsync(string conversation, CancellationToken ct);

    /// <summary>In place of an earlier one.</summary>
    Task PauseTalkAsync(Pause pause, CancellationToken ct);

    /// <summary>Ends later; no matter of the audit. False: it is not paused.</summary>
    Task<bool> ProlongPauseAsync(string conversation, DateTimeOffset until, CancellationToken ct);

    /// <summary>False: it was not paused.</summary>
    Task<bool> ResumeTalkAsync(string conversation, string by, DateTimeOffset at, CancellationToken ct);

    Task<IReadOnlyList<Pause>> ReadPausesAsync(CancellationToken ct);
}
