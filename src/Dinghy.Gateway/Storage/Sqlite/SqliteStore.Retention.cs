using Dinghy.Gateway.Audit;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string EndedTurns = "SELECT t.id FROM turns t WHERE t.received_at < @1 AND t.state = 'closed' AND NOT EXISTS (SELECT 1 FROM replies r WHERE r.turn_id = t.id AND r.state = 'open')";

    public Task<DateTimeOffset?> UpkeepAsync(string chore, CancellationToken ct) => ReadAsync(
        session => session.Number("SELECT at FROM upkeep WHERE chore = @1", chore) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null, ct);

    public Task MarkUpkeepAsync(string chore, DateTimeOffset at, CancellationToken ct) => WriteAsync(
        session => session.Execute("INSERT INTO upkeep (chore, at) VALUES (@1, @2) ON CONFLICT (chore) DO UPDATE SET at = excluded.at", chore, at.ToUnixTimeMilliseconds()), ct);

    public Task<int> CutTextsAsync(DateTimeOffset before, int limit, CancellationToken ct) => InBitesAsync(
        session => session.Query($"{EndedTurns} AND t.payload IS NOT NULL ORDER BY t.id LIMIT @2", row => row.GetInt64(0), before.ToUnixTimeMilliseconds(), limit),
        CutTexts, ct);

    public Task<int> CutTracesAsync(DateTimeOffset before, int limit, CancellationToken ct) => InBitesAsync(
        session => session.Query($"{EndedTurns} AND t.conversation <> '' ORDER BY t.id LIMIT @2", row => row.GetInt64(0), before.ToUnixTimeMilliseconds(), limit),
        CutTurn, ct);

    public Task<int> PruneHistoryAsync(DateTimeOffset before, int limit, CancellationToken ct) => InBitesAsync(
        session => session.Query("SELECT id FROM history WHERE at < @1 LIMIT @2", row => row.GetInt64(0), before.ToUnixTimeMilliseconds(), limit),
        (session, id) => session.Execute("DELETE FROM history WHERE id = @1", id), ct);

    public Task<int> PruneSummariesAsync(DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string old = "summary IS NOT NULL AND changed_at < @1 AND NOT EXISTS (SELECT 1 FROM history h WHERE h.conversation = sessions.conversation AND h.at >= @1)";
        // What a move brought was never changed here: it is as young as its arrival, which nobody wrote down.
        return InBitesAsync(
            session => session.Query($"SELECT conversation FROM sessions WHERE {old} AND changed_at > 0 LIMIT @2", row => row.GetString(0), before.ToUnixTimeMilliseconds(), limit),
            (session, conversation) => session.Execute($"UPDATE sessions SET summary = NULL, summary_to = NULL WHERE {old} AND conversation = @2", before.ToUnixTimeMilliseconds(), conversation), ct);
    }

    public Task<int> PruneFactsAsync(DateTimeOffset before, int limit, CancellationToken ct) => InBitesAsync(
        session => session.Query("SELECT id FROM facts WHERE at < @1 LIMIT @2", row => row.GetInt64(0), before.ToUnixTimeMilliseconds(), limit),
        (session, id) => session.Execute("DELETE FROM facts WHERE id = @1 AND at < @2", id, before.ToUnixTimeMilliseconds()), ct);

    public Task<int> PrunePeopleAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            var at = before.ToUnixTimeMilliseconds();
            return Math.Max(
                session.Execute("DELETE FROM people_seen WHERE (account, person) IN (SELECT account, person FROM people_seen WHERE last_seen < @1 LIMIT @2)", at, limit),
                Math.Max(
                    session.Execute("DELETE FROM groups_seen WHERE (account, conversation) IN (SELECT account, conversation FROM groups_seen WHERE last_seen < @1 LIMIT @2)", at, limit),
                    session.Execute("DELETE FROM pairing_requests WHERE (account, person) IN (SELECT account, person FROM pairing_requests WHERE seen_at < @1 LIMIT @2)", at, limit)));
        },
        committed: null, ct);

    public Task<int> CutAuditAsync(DateTimeOffset before, int limit, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<int>(
        session =>
        {
            // The first ones only, in order: a clock that was set back makes no gaps.
            var end = session.Number("SELECT seq FROM audit WHERE at >= @1 ORDER BY seq LIMIT 1", before.ToUnixTimeMilliseconds()) ?? long.MaxValue;
            var rows = session.Query(
                "SELECT seq, at, kind, hash FROM audit WHERE seq < @1 AND facts <> '' AND kind <> @2 ORDER BY seq LIMIT @3",
                row => new AuditStub(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3)), end, AuditKinds.AuditCut, limit);
            if (rows.Count == 0) return (0, []);
            var (from, through) = (rows[0].Number, rows[^1].Number);
            var entry = Append(session, AuditStub.Cut(rows), at);
            session.Execute(
                "UPDATE audit SET actor = '', account = '', subject = '', facts = '' WHERE seq BETWEEN @1 AND @2 AND facts <> '' AND kind <> @3", from, through, AuditKinds.AuditCut);
            return (rows.Count, [entry]);
        },
        ct);

    /// <summary>Looked for beside the writer, so that nobody's message waits for the looking.</summary>
    private async Task<int> InBitesAsync<TKey>(Func<SqliteSession, List<TKey>> find, Action<SqliteSession, TKey> act, CancellationToken ct)
    {
        var found = await ReadAsync(find, ct);
        if (found.Count > 0) await WriteAsync(session => found.ForEach(key => act(session, key)), ct);
        return found.Count;
    }

    private static void CutTexts(SqliteSession session, long turnId)
    {
        session.Execute("UPDATE turns SET payload = NULL WHERE id = @1 AND state = 'closed'", turnId);
        session.Execute("UPDATE replies SET text = '', extras = NULL WHERE turn_id = @1 AND state <> 'open'", turnId);
        session.Execute("UPDATE attachments SET name = '' WHERE turn_id = @1", turnId);
    }

    /// <summary>What is left is what a refused message leaves.</summary>
    private static void CutTurn(SqliteSession session, long turnId)
    {
        session.Execute("UPDATE turns SET payload = NULL, conversation = '' WHERE id = @1 AND state = 'closed'", turnId);
        session.Execute("DELETE FROM replies WHERE turn_id = @1", turnId);
        session.Execute("DELETE FROM cards WHERE turn_id = @1", turnId);
        session.Execute("DELETE FROM votes WHERE turn_id = @1", turnId);
        session.Execute("DELETE FROM attachments WHERE turn_id = @1", turnId);
        ForgetSteps(session, turnId);
    }
}
