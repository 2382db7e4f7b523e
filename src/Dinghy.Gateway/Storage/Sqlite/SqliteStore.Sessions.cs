namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task<(Session Session, PersonSettings Person)> ReadSessionAsync(string conversation, string account, string person, CancellationToken ct) => ReadAsync(
        session =>
        (
            session.Query(
                "SELECT number, started_at, summary, model, thinking, queue, summary_to FROM sessions WHERE conversation = @1",
                row => new Session(
                    row.GetInt64(0), row.IsDBNull(1) ? null : Time(row, 1), row.IsDBNull(2) ? null : row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4))
                {
                    Queue = row.IsDBNull(5) ? null : row.GetString(5),
                    SummaryTo = row.IsDBNull(6) ? 0 : row.GetInt64(6),
                },
                conversation).FirstOrDefault(Session.First),
            session.Query(
                "SELECT language, heard FROM people WHERE account = @1 AND person = @2",
                row => new PersonSettings(row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)),
                account, person).FirstOrDefault(PersonSettings.Unknown)),
        ct);

    /// <summary>Part of the reply's commit.</summary>
    private static void Apply(SqliteSession session, NewReply reply, DateTimeOffset at)
    {
        var effects = reply.Effects;
        if (ReferenceEquals(effects, TurnEffects.None)) return;
        if (effects.Session is { } change) Change(session, reply.TurnId, change, at);
        if (effects.Person is { } person) Change(session, person);
        foreach (var use in effects.Usage) Count(session, reply.TurnId, use, at);
        Forget(session, effects.Forgets);
        if (effects.Vote is { } vote) Take(session, vote);
        foreach (var turnId in effects.Cancels)
            if (session.Number("SELECT 1 FROM turns WHERE id = @1 AND state = 'open'", turnId) is not null) Close(session, turnId, TurnOutcome.Cancelled(Reasons.Stopped), at);
    }

    private static void Change(SqliteSession session, long turnId, SessionChange change, DateTimeOffset at)
    {
        if ((change.Conversation ?? ConversationOf(session, turnId)) is not { } conversation) return;
        session.Touched.Add(conversation);
        if (change.ForgetLast) ForgetLast(session, conversation);
        session.Execute(
            "INSERT INTO sessions (conversation, number, changed_at) VALUES (@1, 0, @2) ON CONFLICT (conversation) DO UPDATE SET changed_at = excluded.changed_at",
            conversation, at.ToUnixTimeMilliseconds());
        if (change.Anew)
            session.Execute("UPDATE sessions SET number = number + 1, started_at = @2, summary = @3, summary_to = NULL WHERE conversation = @1", conversation, at.ToUnixTimeMilliseconds(), change.Summary);
        if (change.Compact is { } compaction) Compact(session, compaction with { Conversation = conversation });
        if (change.Model is { } model) session.Execute("UPDATE sessions SET model = @2 WHERE conversation = @1", conversation, model.Value);
        if (change.Queue is { } queue) session.Execute("UPDATE sessions SET queue = @2 WHERE conversation = @1", conversation, queue.Value);
        if (change.Thinking is { } thinking) session.Execute("UPDATE sessions SET thinking = @2 WHERE conversation = @1", conversation, thinking.Value);
    }

    private static string? ConversationOf(SqliteSession session, long turnId) =>
        session.Query("SELECT conversation FROM turns WHERE id = @1", row => row.GetString(0), turnId).FirstOrDefault();

    private static void ForgetLast(SqliteSession session, string conversation)
    {
        // What a summary holds can not be taken out of it.
        const string itsSession = $"conversation = @1 AND session = {PresentSession} AND id > coalesce((SELECT summary_to FROM sessions WHERE conversation = @1), 0)";
        session.Execute($"DELETE FROM history WHERE {itsSession} AND id >= (SELECT max(id) FROM history WHERE {itsSession} AND role = 'person')", conversation);
    }

    private static void Change(SqliteSession session, PersonChange change)
    {
        session.Execute("INSERT INTO people (account, person) VALUES (@1, @2) ON CONFLICT DO NOTHING", change.Account, change.Person);
        if (change.Language is { } language)
            session.Execute("UPDATE people SET language = @3 WHERE account = @1 AND person = @2", change.Account, change.Person, language.Value);
        if (change.Heard is { } heard)
            session.Execute("UPDATE people SET heard = @3 WHERE account = @1 AND person = @2", change.Account, change.Person, heard);
    }
}
