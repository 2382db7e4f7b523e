namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task<(Session Session, PersonSettings Person)> ReadSessionAsync(string conversation, string account, string person, CancellationToken ct) => ReadAsync(
        session =>
        (
            session.Query(
                "SELECT number, started_at, summary, model, thinking FROM sessions WHERE conversation = @1",
                row => new Session(
                    row.GetInt64(0), row.IsDBNull(1) ? null : Time(row, 1), row.IsDBNull(2) ? null : row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4)),
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
        if (effects.Usage is { } use) Count(session, reply.TurnId, use, at);
        foreach (var turnId in effects.Cancels)
            if (session.Number("SELECT 1 FROM turns WHERE id = @1 AND state = 'open'", turnId) is not null) Close(session, turnId, TurnOutcome.Cancelled(Reasons.Stopped), at);
    }

    private static void Change(SqliteSession session, long turnId, SessionChange change, DateTimeOffset at)
    {
        if (change.ForgetLast) ForgetLast(session, turnId);
        session.Execute("INSERT INTO sessions (conversation, number) SELECT conversation, 0 FROM turns WHERE id = @1 ON CONFLICT DO NOTHING", turnId);
        const string its = "WHERE conversation = (SELECT conversation FROM turns WHERE id = @1)";
        if (change.Anew)
            session.Execute($"UPDATE sessions SET number = number + 1, started_at = @2, summary = @3 {its}", turnId, at.ToUnixTimeMilliseconds(), change.Summary);
        if (change.Model is { } model) session.Execute($"UPDATE sessions SET model = @2 {its}", turnId, model.Value);
        if (change.Thinking is { } thinking) session.Execute($"UPDATE sessions SET thinking = @2 {its}", turnId, thinking.Value);
    }

    private static void ForgetLast(SqliteSession session, long turnId)
    {
        const string itsSession = "conversation = (SELECT conversation FROM turns WHERE id = @1) AND session = coalesce((SELECT number FROM sessions WHERE conversation = (SELECT conversation FROM turns WHERE id = @1)), 0)";
        session.Execute($"DELETE FROM history WHERE {itsSession} AND id >= (SELECT max(id) FROM history WHERE {itsSession} AND role = 'person')", turnId);
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
