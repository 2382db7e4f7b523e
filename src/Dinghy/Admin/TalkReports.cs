using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary><c>GET /api/conversations</c> and <c>dinghy sessions list --json</c>: the last spoken in first.</summary>
/// <param name="Conversations">One page.</param>
/// <param name="Before">What the next page is asked for with; null: this is the last.</param>
internal sealed record TalkListReport(IReadOnlyList<TalkReport> Conversations, long? Before)
{
    public const int Page = 100;

    public static async Task<TalkListReport> OfAsync(ITalkStore store, string? query, long? before, int limit, CancellationToken ct)
    {
        var talks = await store.ListTalksAsync(string.IsNullOrWhiteSpace(query) ? null : query.Trim(), before, limit, ct);
        return new([.. talks.Select(TalkReport.Of)], talks.Count == limit ? talks[^1].Cursor : null);
    }
}

/// <param name="Key">What the other commands take.</param>
/// <param name="Name">The person's name or the group's title; null: not known.</param>
/// <param name="Entries">Lines that are remembered.</param>
/// <param name="LastAt">When something was remembered last.</param>
/// <param name="Session">Its number: how often it began anew.</param>
/// <param name="Model">Set for it; null: as configured.</param>
/// <param name="PausedBy">Who answers in the robot's place; null: the robot answers.</param>
/// <param name="PausedUntil">When the robot answers again by itself.</param>
internal sealed record TalkReport(string Key, string? Name, long Entries, DateTimeOffset LastAt, long Session, string? Model, string? PausedBy, DateTimeOffset? PausedUntil)
{
    public static TalkReport Of(Talk talk) => new(talk.Key, talk.Name, talk.Entries, talk.LastAt, talk.Session, talk.Model, talk.Pause?.By, talk.Pause?.Until);
}

/// <summary><c>GET /api/conversations/{key}</c>, <c>dinghy sessions show|export --json</c>.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="Summary">Of what was said before the present session's entries; null: none.</param>
/// <param name="Entries">Oldest first.</param>
/// <param name="Before">What the page before is asked for with; null: there is none.</param>
internal sealed record TalkShowReport(TalkReport Conversation, string? Summary, IReadOnlyList<TalkEntryReport> Entries, long? Before)
{
    public const int Page = 200;

    /// <summary>Texts are left out; null: they are all there.</summary>
    public bool? Hidden { get; init; }

    /// <returns>Null: nothing is remembered under that name.</returns>
    public static async Task<TalkShowReport?> OfAsync(ITalkStore store, string key, long? before, int limit, CancellationToken ct)
    {
        if (await store.FindTalkAsync(key, ct) is not { } talk) return null;
        var entries = await store.ReadTalkEntriesAsync(key, before, limit, ct);
        return new(TalkReport.Of(talk), talk.Summary, [.. entries.Select(TalkEntryReport.Of)], entries.Count == limit ? entries[0].Id : null);
    }

    /// <summary>As somebody may see it who may not read what people wrote.</summary>
    public TalkShowReport Shown(bool hidden) => !hidden ? this : this with { Summary = null, Entries = [.. Entries.Select(entry => entry.Shown(hidden))], Hidden = true };
}

/// <param name="Id">Grows.</param>
/// <param name="Session">Of which session; earlier ones are not read by the model any more.</param>
/// <param name="Role">person, assistant.</param>
/// <param name="Person">Whose words, or in answer to whom; null: not known.</param>
/// <param name="At">When.</param>
/// <param name="Text">Whole.</param>
internal sealed record TalkEntryReport(long Id, long Session, string Role, string? Person, DateTimeOffset At, string Text)
{
    /// <summary>The text is left out; null: it is there.</summary>
    public bool? Hidden { get; init; }

    public TalkEntryReport Shown(bool hidden) => hidden ? this with { Text = "", Hidden = true } : this;

    public static TalkEntryReport Of(TalkEntry entry) =>
        new(entry.Id, entry.Session, entry.Entry.Role == HistoryRole.Person ? "person" : "assistant", entry.Person, entry.Entry.At, entry.Entry.Text);
}

/// <summary>What is asked of the routes that change something; each reads what it needs.</summary>
/// <param name="Model">Of <c>model</c>; null or empty: as configured.</param>
/// <param name="Pause">Of <c>takeover</c>: pause or resume.</param>
/// <param name="Minutes">How long at most; null: as configured.</param>
/// <param name="Text">Of <c>say</c>.</param>
internal sealed record TalkOrder(string? Model = null, bool? Pause = null, int? Minutes = null, string? Text = null)
{
    public const int MostMinutes = 7 * 24 * 60;
}

/// <param name="Problem">Why not; null: done.</param>
/// <param name="Turn">Of <c>say</c>: the turn that carries it.</param>
internal sealed record TalkAnswer(string? Problem, long? Turn = null);
