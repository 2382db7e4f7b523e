using System.Globalization;
using System.Text.Json;
using Dinghy.Gateway.Audit;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const int ErasedAtOnce = 100;

    /// <summary>@1 names, @2 the person, @3 memories that are theirs alone, @4 their turns, @5 names as keys hold them.</summary>
    private static readonly (string Name, string Sql)[] s_personRows =
    [
        ("messages", "SELECT id, account, message_id, conversation, received_at, CASE WHEN json_valid(payload) THEN json_remove(payload, '$.sessionWebhook') END AS message, state, outcome, reason FROM turns WHERE id IN (SELECT value FROM json_each(@4))"),
        ("answers", "SELECT turn_id, text, state, created_at FROM replies WHERE turn_id IN (SELECT value FROM json_each(@4))"),
        ("files", "SELECT turn_id, number, name, path, bytes, content_type, problem FROM attachments WHERE turn_id IN (SELECT value FROM json_each(@4))"),
        ("memory_of_talks", $"SELECT conversation, session, role, text, at, tools FROM history WHERE {TheirLines}"),
        ("sessions", "SELECT conversation, number, started_at, summary, model, thinking, queue FROM sessions WHERE conversation IN (SELECT value FROM json_each(@3))"),
        ("facts", "SELECT id, place, text, account, at FROM facts WHERE (person = @2 AND account IN (SELECT value FROM json_each(@1))) OR place IN (SELECT value FROM json_each(@3))"),
        ("seen", $"SELECT account, nick, first_seen, last_seen, in_private, day, said FROM people_seen WHERE {TheirRow}"),
        ("settings", $"SELECT account, language, heard FROM people WHERE {TheirRow}"),
        ("requests", $"SELECT account, nick, created_at, seen_at FROM pairing_requests WHERE {TheirRow}"),
        ("access", $"SELECT account, nick, approved_at, approved_by, owner FROM approvals WHERE {TheirRow}"),
        ("votes", "SELECT turn_id, up, at, comment FROM votes WHERE staff_id = @2 AND turn_id IN (SELECT id FROM turns WHERE account IN (SELECT value FROM json_each(@1)))"),
        ("tokens", $"SELECT turn_id, account, model, input, output, elapsed, at FROM tokens WHERE {TheirRow}"),
        ("spend", $"SELECT day, account, agent, model, currency, calls, input, output, micros FROM spend WHERE {TheirRow}"),
        ("schedules", "SELECT id, account, name, message, kind, spec, zone, state, created_at FROM schedules WHERE account IN (SELECT value FROM json_each(@1)) AND (owner = @2 OR person = @2)"),
        ("calls", $"SELECT id, account, tool, arguments, state, created_at, decided_by, decided_at, result FROM tool_approvals WHERE {TheirRow}"),
        ("decisions", "SELECT account, instance, title, state, advice, agree, remark, created_at, decided_at FROM workflow_steps WHERE approver = @2 AND account IN (SELECT value FROM json_each(@1))"),
        ("sent_to_others", $"SELECT id, account, kind, at FROM dispatches WHERE {TheirRow}"),
        ("received_from_others", "SELECT dispatch_id, number, state FROM dispatch_parts WHERE EXISTS (SELECT 1 FROM json_each(people) WHERE value = @2) AND dispatch_id IN (SELECT id FROM dispatches WHERE account IN (SELECT value FROM json_each(@1)))"),
        ("read_or_recalled", "SELECT account, kind, receipt, at FROM sent_events WHERE staff = @2 AND account IN (SELECT value FROM json_each(@1))"),
        ("audit", "SELECT seq, at, kind, actor, subject, facts FROM audit WHERE actor = @2 OR subject = @2 OR subject IN (SELECT value FROM json_each(@3))"),
    ];

    private static readonly string[] s_erase =
    [
        "DELETE FROM sessions WHERE conversation IN (SELECT value FROM json_each(@3))",
        "DELETE FROM facts WHERE (person = @2 AND account IN (SELECT value FROM json_each(@1))) OR place IN (SELECT value FROM json_each(@3))",
        $"DELETE FROM people_seen WHERE {TheirRow}",
        $"DELETE FROM people WHERE {TheirRow}",
        $"DELETE FROM pairing_requests WHERE {TheirRow}",
        // Who may write is a decision of others; its name is not needed for it.
        $"UPDATE approvals SET nick = '' WHERE nick <> '' AND {TheirRow}",
        "DELETE FROM votes WHERE staff_id = @2 AND turn_id IN (SELECT id FROM turns WHERE account IN (SELECT value FROM json_each(@1)))",
        $"DELETE FROM tokens WHERE {TheirRow}",
        // Sums stay right, without a name.
        $"""
        INSERT INTO spend (day, account, person, agent, model, currency, calls, input, output, micros)
        SELECT day, account, 'erased', agent, model, currency, calls, input, output, micros FROM spend WHERE {TheirRow}
        ON CONFLICT (day, account, person, agent, model, currency) DO UPDATE SET
          calls = calls + excluded.calls, input = input + excluded.input, output = output + excluded.output, micros = micros + excluded.micros
        """,
        $"DELETE FROM spend WHERE {TheirRow}",
        "DELETE FROM schedules WHERE account IN (SELECT value FROM json_each(@1)) AND (owner = @2 OR person = @2)",
        $"DELETE FROM tool_approvals WHERE state <> 'running' AND {TheirRow}",
        "UPDATE workflow_steps SET title = '', remark = NULL, note = NULL WHERE approver = @2 AND account IN (SELECT value FROM json_each(@1))",
        $"DELETE FROM dispatches WHERE {TheirRow}",
        """
        UPDATE dispatch_parts SET people = (SELECT json_group_array(value) FROM json_each(people) WHERE value <> @2)
        WHERE EXISTS (SELECT 1 FROM json_each(people) WHERE value = @2) AND dispatch_id IN (SELECT id FROM dispatches WHERE account IN (SELECT value FROM json_each(@1)))
        """,
        "DELETE FROM sent_events WHERE staff = @2 AND account IN (SELECT value FROM json_each(@1))",
        "DELETE FROM notices WHERE account IN (SELECT value FROM json_each(@1)) AND (who = @2 OR who IN (SELECT value FROM json_each(@3)))",
    ];

    private const string TheirRow = "person = @2 AND account IN (SELECT value FROM json_each(@1))";

    private const string TheirLines =
        "conversation IN (SELECT value FROM json_each(@3)) OR (person = @2 AND substr(conversation, 1, instr(conversation, '/') - 1) IN (SELECT value FROM json_each(@5)))";

    public Task<IReadOnlyList<PersonRows>> ReadPersonAsync(PersonRecord who, CancellationToken ct) => ReadAsync<IReadOnlyList<PersonRows>>(
        session =>
        {
            var scope = Scope(session, who);
            return [.. s_personRows.Select(table => Rows(session, table.Name, table.Sql, scope))];
        },
        ct);

    public async Task<ErasedRows> ErasePersonAsync(PersonRecord who, long except, string by, DateTimeOffset at, CancellationToken ct)
    {
        var scope = await ReadAsync(session => Scope(session, who), ct);
        var turns = scope.Turns.Where(id => id != except).ToList();
        var files = new List<string>();
        foreach (var some in turns.Chunk(ErasedAtOnce))
            files.AddRange(await _writer.WriteAsync(session => some.SelectMany(id => EraseTurn(session, id, at)).ToList(), committed: null, ct));
        var (lines, unnamed) = await EraseLinesAsync(who, scope, at, ct);
        var whole = await WriteAuditedAsync<ErasedRows>(
            session =>
            {
                session.Execute("PRAGMA secure_delete = ON");
                var rows = s_erase.Sum(sql => session.Execute(sql, scope.Parameters));
                session.Execute("PRAGMA secure_delete = OFF");
                var erased = new ErasedRows(turns.Count, lines, rows, files, turns, unnamed);
                var happened = new AuditEvent(AuditKinds.PrivacyErased, by, who.Names.Count > 0 ? who.Names[0] : "", who.Person)
                {
                    Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["messages"] = Number(turns.Count), ["lines"] = Number(lines), ["rows"] = Number(rows), ["files"] = Number(files.Count) },
                };
                return (erased, [Append(session, happened, at)]);
            },
            ct);
        FoldLog();
        return whole;
    }

    /// <summary>Pages as they were before lie in the log until it is folded back; a reader that is at work puts that off until the next commits do it.</summary>
    private void FoldLog()
    {
        try
        {
            using var session = new SqliteSession(_path, readOnly: false);
            session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // It is durable and erased; only the log is longer for a while.
        }
    }

    /// <summary>Lines of every memory; a summary that was made of some of them goes too, and the rest is read again.</summary>
    private async Task<(int Lines, long Unnamed)> EraseLinesAsync(PersonRecord who, PersonScope scope, DateTimeOffset at, CancellationToken ct)
    {
        var talks = await ReadAsync(session => session.Query($"SELECT DISTINCT conversation FROM history WHERE {TheirLines}", row => row.GetString(0), scope.Parameters), ct);
        var erased = 0;
        for (var some = ErasedAtOnce; some == ErasedAtOnce; erased += some)
        {
            var found = await ReadAsync(session => session.Query($"SELECT id FROM history WHERE {TheirLines} LIMIT {ErasedAtOnce}", row => row.GetInt64(0), scope.Parameters), ct);
            some = await _writer.WriteAsync(
                session =>
                {
                    session.Execute("PRAGMA secure_delete = ON");
                    var gone = found.Sum(id => session.Execute("DELETE FROM history WHERE id = @1", id));
                    session.Execute("PRAGMA secure_delete = OFF");
                    return gone;
                },
                committed: null, ct);
        }

        await WriteAsync(
            session => talks.Where(talk => !who.Owns(talk)).ToList().ForEach(talk => session.Execute(
                "UPDATE sessions SET summary = NULL, summary_to = NULL, changed_at = @2 WHERE conversation = @1 AND summary IS NOT NULL", talk, at.ToUnixTimeMilliseconds())),
            ct);
        var unnamed = await ReadAsync(
            session => session.Number(
                "SELECT count(*) FROM history WHERE person IS NULL AND conversation NOT IN (SELECT value FROM json_each(@3)) AND instr(conversation, '/dm/') = 0 AND substr(conversation, 1, instr(conversation, '/') - 1) IN (SELECT value FROM json_each(@5))",
                scope.Parameters) ?? 0, ct);
        return (erased, unnamed);
    }

    /// <summary>What is being answered ends without an answer: that would bring the words back.</summary>
    private static List<string> EraseTurn(SqliteSession session, long turnId, DateTimeOffset at)
    {
        session.Execute("PRAGMA secure_delete = ON");
        var files = session.Query("SELECT path FROM attachments WHERE turn_id = @1 AND path IS NOT NULL", row => row.GetString(0), turnId);
        Close(session, turnId, TurnOutcome.Cancelled(Reasons.Erased), at);
        CutTurn(session, turnId);
        session.Execute("PRAGMA secure_delete = OFF");
        return files;
    }

    private static PersonScope Scope(SqliteSession session, PersonRecord who)
    {
        var escaped = who.Names.Select(name => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)).ToList();
        string[] talks =
        [
            .. session.Query(
                "SELECT conversation FROM sessions UNION SELECT DISTINCT conversation FROM history UNION SELECT DISTINCT place FROM facts UNION SELECT DISTINCT conversation FROM turns", row => row.GetString(0)).Where(who.Owns),
        ];
        var turns = session.Query(
            """
            SELECT id FROM turns WHERE conversation IN (SELECT value FROM json_each(@3)) OR (
              json_valid(payload) AND coalesce(nullif(json_extract(payload, '$.senderStaffId'), ''), json_extract(payload, '$.senderId')) = @2
              AND substr(conversation, 1, instr(conversation, '/') - 1) IN (SELECT value FROM json_each(@5))) ORDER BY id
            """,
            row => row.GetInt64(0), "[]", who.Person, Json(talks), "[]", Json(escaped));
        return new(turns, [Json(who.Names), who.Person, Json(talks), JsonSerializer.Serialize(turns, PrivacyJson.Default.ListInt64), Json(escaped)]);
    }

    private static PersonRows Rows(SqliteSession session, string name, string sql, PersonScope scope)
    {
        string[] columns = [];
        var rows = session.Query(
            sql,
            row =>
            {
                if (columns.Length == 0) columns = [.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)];
                return (IReadOnlyList<object?>)[.. Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : row.GetValue(i))];
            },
            scope.Parameters);
        return new(name, columns, rows);
    }

    private static string Json(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts, DispatchJson.Default.IReadOnlyListString);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record PersonScope(List<long> Turns, object?[] Parameters);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(List<long>))]
internal sealed partial class PrivacyJson : System.Text.Json.Serialization.JsonSerializerContext;
