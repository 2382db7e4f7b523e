using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Audit;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>What an operator has done once more. Each is an entry of the audit, in the commit that does it.</summary>
internal sealed partial class SqliteStore
{
    public Task<AgainOutcome> ResendAsync(long turnId, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<AgainOutcome>(
        session =>
        {
            if (session.Query($"SELECT {RowColumns} FROM turns t WHERE t.id = @1 AND t.payload IS NOT NULL", ReadRow, turnId) is not [var turn]) return (new(AgainResult.NoSuchTurn, turnId), []);
            // An answer that went in another one's message goes again with it.
            if (session.Number("SELECT c.turn_id FROM replies r JOIN replies c ON c.id = r.carried_by WHERE r.turn_id = @1 ORDER BY r.id DESC LIMIT 1", turnId) is { } carrier && carrier != turnId)
                turn = session.Query($"SELECT {RowColumns} FROM turns t WHERE t.id = @1", ReadRow, carrier)[0];
            if (turn.State != "closed") return (new(AgainResult.InWork, turn.Id), []);
            var unsure = session.Query(
                """
                SELECT r.id, r.closes_outcome IS NOT NULL, r.done, r.parts_done, d.start, d.number
                FROM replies r LEFT JOIN parts d ON d.id = (SELECT p.id FROM parts p WHERE p.reply_id = r.id AND p.state = 'in_doubt' AND p.id > ifnull(r.resent_after, 0) ORDER BY p.start, p.id LIMIT 1)
                WHERE r.turn_id = @1 AND (r.closes_outcome IS NOT NULL OR (json_valid(r.extras) AND json_extract(r.extras, '$.kept') AND json_extract(r.extras, '$.target') IS NULL))
                  AND (r.state = 'dead' OR (r.state = 'delivered' AND d.id IS NOT NULL)) ORDER BY r.id
                """,
                row => (Id: row.GetInt64(0), Closes: row.GetInt64(1) == 1, Done: row.IsDBNull(4) ? row.GetInt64(2) : row.GetInt64(4), Parts: row.IsDBNull(5) ? row.GetInt64(3) : row.GetInt64(5) - 1), turn.Id);
            if (unsure.Count == 0) return (new(AgainResult.NothingToSend, turn.Id), []);
            foreach (var reply in unsure)
            {
                session.Execute(
                    """
                    UPDATE replies SET state = 'open', done = @2, parts_done = @3, rounds = 0, next_at = @4, for_minute = 0, resent_at = @4,
                      resent_after = (SELECT ifnull(max(id), 0) FROM parts WHERE reply_id = @1) WHERE id = @1
                    """,
                    reply.Id, reply.Done, reply.Parts, at.ToUnixTimeMilliseconds());
                if (!reply.Closes) continue;
                Reopen(session, turn.Id);
                foreach (var carried in session.Query("SELECT turn_id FROM replies WHERE carried_by = @1", row => row.GetInt64(0), reply.Id)) Reopen(session, carried);
                session.Execute("UPDATE replies SET state = 'merged' WHERE carried_by = @1", reply.Id);
            }

            var entry = Append(session, Happened(AuditKinds.TurnResent, by, turn), at);
            return (new(AgainResult.Done, turn.Id) { Replies = [.. unsure.Select(reply => reply.Id)] }, [entry]);
        },
        ct);

    public Task<AgainOutcome> RetryAsync(long turnId, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<AgainOutcome>(
        session =>
        {
            if (session.Query($"SELECT {RowColumns}, t.payload FROM turns t WHERE t.id = @1 AND t.payload IS NOT NULL", row => (Row: ReadRow(row), Payload: row.GetString(11)), turnId) is not [var (turn, payload)])
                return (new(AgainResult.NoSuchTurn, turnId), []);
            if (Hindrance(session, turn) is { } hindrance) return (hindrance, []);
            if (RobotMessageReader.Read(payload).Message is not { } message) return (new(AgainResult.NoSuchTurn, turnId), []);
            var count = session.Number("SELECT count(*) FROM turns WHERE again_of = @1", turnId) ?? 0;
            var id = new MessageId($"{MadeIds.Retry}{turnId}:{count + 1}");
            var added = session.Number(
                """
                INSERT INTO turns (account, message_id, conversation, received_at, payload, state, verdict, again_of)
                VALUES (@1, @2, @3, @4, @5, 'open', 'retry', @6) RETURNING id
                """,
                turn.Account, id.Value, turn.Conversation, at.ToUnixTimeMilliseconds(), payload, turnId) ?? throw new InvalidOperationException("The retry was not stored.");
            var entry = Append(session, Happened(AuditKinds.TurnRetried, by, turn), at);
            var again = new Turn { Id = added, Account = turn.Account, MessageId = id, Conversation = turn.Conversation, ReceivedAt = at, Message = message };
            return (new(AgainResult.Done, added) { Turn = again }, [entry]);
        },
        ct);

    /// <summary>Why a turn is not run again; null: it may be.</summary>
    private static AgainOutcome? Hindrance(SqliteSession session, TurnRow turn)
    {
        if (turn.State != "closed") return new(AgainResult.InWork, turn.Id);
        if (turn.Outcome is not { Kind: OutcomeKind.Failed or OutcomeKind.Cancelled } ended) return new(AgainResult.NotFailed, turn.Id);
        // Nobody said it: what made it makes it again.
        if (MadeIds.IsMade(new MessageId(turn.MessageId))) return new(AgainResult.Made, turn.Id);
        if (ended is { Kind: OutcomeKind.Failed, Reason: Reasons.Undelivered or Reasons.RobotChanged }) return new(AgainResult.HasAnswer, turn.Id);
        var other = session.Number(
            """
            WITH RECURSIVE again (id) AS (SELECT id FROM turns WHERE again_of = @1 UNION SELECT t.id FROM turns t JOIN again a ON t.again_of = a.id)
            SELECT t.id FROM turns t JOIN again a ON a.id = t.id WHERE t.state <> 'closed' OR t.outcome = 'answered' ORDER BY t.id DESC LIMIT 1
            """,
            turn.Id);
        return other is { } id ? new(AgainResult.Retried, id) : null;
    }

    private static void Reopen(SqliteSession session, long turnId) =>
        session.Execute("UPDATE turns SET state = 'replying', outcome = NULL, reason = NULL, closed_at = NULL WHERE id = @1 AND state = 'closed'", turnId);

    private static AuditEvent Happened(string kind, string by, TurnRow turn) => new(kind, by, turn.Account, $"turn {turn.Id}")
    {
        Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["person"] = turn.Person, ["outcome"] = turn.Outcome?.ToString() ?? "" },
    };
}
