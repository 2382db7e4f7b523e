using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string RowColumns =
        "t.id, t.account, t.message_id, t.conversation, t.received_at, t.state, t.outcome, t.reason, t.closed_at, t.again_of, "
        + "CASE WHEN json_valid(t.payload) THEN coalesce(nullif(json_extract(t.payload, '$.senderStaffId'), ''), json_extract(t.payload, '$.senderId'), '') ELSE '' END";

    public Task<TurnTrace?> TraceAsync(long turnId, CancellationToken ct) => ReadAsync(
        session => session.Query(
            $"SELECT {TurnColumns}, t.outcome, t.reason, t.closed_at, t.verdict, t.run, t.again_of FROM turns t WHERE t.id = @1 AND t.payload IS NOT NULL",
            row => new TurnTrace(
                ReadTurn(row), row.IsDBNull(7) ? null : new TurnOutcome(OutcomeKinds.Parse(row.GetString(7)), row.GetString(8)), row.IsDBNull(9) ? null : Time(row, 9),
                Usage: null, Replies: [])
            {
                Verdict = TextOf(row, 10), Run = TurnRun.Parse(TextOf(row, 11)), AgainOf = row.IsDBNull(12) ? null : row.GetInt64(12),
            },
            turnId).FirstOrDefault() is not { } trace ? null : trace with
            {
                Usage = ReadUse(session, trace.Turn),
                Replies = ReadReplies(session, turnId),
                Again = session.Query("SELECT id FROM turns WHERE again_of = @1 ORDER BY id", row => row.GetInt64(0), turnId),
                CarriedBy = session.Number("SELECT c.turn_id FROM replies r JOIN replies c ON c.id = r.carried_by WHERE r.turn_id = @1 AND c.turn_id <> @1 ORDER BY r.id DESC LIMIT 1", turnId),
            },
        ct);

    public Task<IReadOnlyList<TurnRow>> FindTurnsAsync(string messageId, CancellationToken ct) => ReadAsync<IReadOnlyList<TurnRow>>(
        session =>
        {
            // By the unique index of each account, not through the whole inbox.
            var accounts = session.Query("SELECT DISTINCT account FROM turns", row => row.GetString(0));
            var found = accounts.SelectMany(account => session.Query($"SELECT {RowColumns} FROM turns t WHERE t.account = @1 AND t.message_id = @2", ReadRow, account, messageId)).ToList();
            for (var at = 0; at < found.Count; at++)
                found.AddRange(session.Query($"SELECT {RowColumns} FROM turns t WHERE t.again_of = @1", ReadRow, found[at].Id));
            return [.. found.OrderByDescending(row => row.Id)];
        },
        ct);

    public Task<IReadOnlyList<TurnRow>> ListTurnsAsync(TurnQuery query, CancellationToken ct) => ReadAsync<IReadOnlyList<TurnRow>>(
        session =>
        {
            var (kind, reason) = query.Outcome?.Split(':', 2) is { } parts ? (parts[0], parts.Length > 1 ? parts[1] : null) : (null, null);
            return session.Query(
                $"""
                SELECT {RowColumns} FROM turns t
                WHERE (@1 IS NULL OR t.id < @1) AND (@2 IS NULL OR t.account = @2)
                  AND (@3 IS NULL OR (@3 = 'open' AND t.state <> 'closed') OR (t.outcome = @3 AND (@4 IS NULL OR t.reason = @4)))
                  AND (@5 IS NULL OR (t.id > (SELECT ifnull(max(id), 0) FROM turns) - {ITraceStore.ListBack} AND json_valid(t.payload)
                    AND (json_extract(t.payload, '$.senderStaffId') = @5 OR json_extract(t.payload, '$.senderId') = @5)))
                ORDER BY t.id DESC LIMIT @6
                """,
                ReadRow, query.Before, query.Account, kind, reason, query.Person, query.Limit);
        },
        ct);

    public Task<string?> ReadPayloadAsync(long turnId, CancellationToken ct) => ReadAsync(
        session => session.Query("SELECT payload FROM turns WHERE id = @1 AND payload IS NOT NULL", row => row.GetString(0), turnId).FirstOrDefault(), ct);

    public Task<string?> ReadAnswerAsync(long turnId, CancellationToken ct) => ReadAsync(
        session => session.Query("SELECT text FROM replies WHERE turn_id = @1 AND closes_outcome IS NOT NULL ORDER BY id DESC LIMIT 1", row => row.GetString(0), turnId).FirstOrDefault(), ct);

    public Task<IReadOnlyList<DeadReply>> ReadDeadAsync(int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<DeadReply>>(
        session => session.Query(
            $"""
            SELECT {RowColumns}, r.id, r.created_at, length(r.text), r.done, r.closes_outcome IS NULL,
              (SELECT p.road FROM parts p WHERE p.reply_id = r.id ORDER BY p.id DESC LIMIT 1), (SELECT p.error FROM parts p WHERE p.reply_id = r.id ORDER BY p.id DESC LIMIT 1)
            FROM replies r JOIN turns t ON t.id = r.turn_id
            WHERE r.state = 'dead' AND (r.closes_outcome IS NOT NULL OR (json_valid(r.extras) AND json_extract(r.extras, '$.kept'))) ORDER BY r.id DESC LIMIT @1
            """,
            row => new DeadReply(row.GetInt64(11), ReadRow(row), Time(row, 12), row.GetInt32(13), row.GetInt32(14), TextOf(row, 16) is { } road ? ParseRoad(road) : null, TextOf(row, 17))
            {
                IsFile = row.GetInt64(15) == 1,
            },
            limit),
        ct);

    private static TurnRow ReadRow(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), Time(row, 4), row.GetString(5),
        row.IsDBNull(6) ? null : new TurnOutcome(OutcomeKinds.Parse(row.GetString(6)), TextOf(row, 7) ?? ""), row.IsDBNull(8) ? null : Time(row, 8))
    {
        AgainOf = row.IsDBNull(9) ? null : row.GetInt64(9),
        Person = row.GetString(10),
    };

    private static string? TextOf(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<ReplyTrace> ReadReplies(SqliteSession session, long turnId) =>
    [
        .. session.Query(
            "SELECT id, created_at, closes_outcome, length(text), state, run, next_at, resent_at FROM replies WHERE turn_id = @1 ORDER BY id",
            row => (Id: row.GetInt64(0), Trace: new ReplyTrace(Time(row, 1), !row.IsDBNull(2), row.GetInt32(3), ParseReplyState(row.GetString(4)), [])
            {
                Run = TurnRun.Parse(TextOf(row, 5)),
                NextAt = row.IsDBNull(6) ? null : Time(row, 6),
                ResentAt = row.IsDBNull(7) ? null : Time(row, 7),
            }),
            turnId).Select(reply => reply.Trace with { Parts = ReadParts(session, reply.Id) }),
    ];

    private static List<PartTrace> ReadParts(SqliteSession session, long replyId) => session.Query(
        "SELECT id, number, start, length, road, attempts, doubts, state, receipt, error, at, began_at FROM parts WHERE reply_id = @1 ORDER BY id",
        row => new PartTrace(ReadPart(row), ParsePartState(row.GetString(7)), TextOf(row, 8), TextOf(row, 9), Time(row, 10)) { BeganAt = row.IsDBNull(11) ? null : Time(row, 11) },
        replyId);

    private static ReplyState ParseReplyState(string state) => state switch
    {
        "open" => ReplyState.Open,
        "delivered" => ReplyState.Delivered,
        _ => ReplyState.Dead,
    };

    private static PartState ParsePartState(string state) => state switch
    {
        "sending" => PartState.Sending,
        "delivered" => PartState.Delivered,
        "refused" => PartState.Refused,
        _ => PartState.InDoubt,
    };
}
