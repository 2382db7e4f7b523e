using Dinghy.DingTalk.Messages;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string TurnColumns = "t.id, t.account, t.message_id, t.conversation, t.received_at, t.payload, t.resumes";

    public Task<Turn?> AddTurnAsync(NewTurn turn, Action<Turn>? stored, CancellationToken ct) =>
        _writer.WriteAsync<Turn?>(
            session => Insert(session, turn),
            added => { if (added is not null) stored?.Invoke(added); },
            ct);

    public Task<bool> AddRefusedAsync(RefusedTurn refused, CancellationToken ct) =>
        _writer.WriteAsync(
            session => session.Execute(
                """
                INSERT INTO turns (account, message_id, conversation, received_at, state, outcome, reason, closed_at)
                VALUES (@1, @2, '', @3, 'closed', @4, @5, @3) ON CONFLICT (account, message_id) DO NOTHING
                """,
                refused.Account, refused.MessageId.Value, refused.ReceivedAt.ToUnixTimeMilliseconds(),
                refused.Outcome.Kind.ToWire(), refused.Outcome.Reason) > 0,
            committed: null, ct);

    public Task CloseTurnAsync(long turnId, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct) =>
        WriteAsync(session => Close(session, turnId, outcome, at), ct);

    public Task EndQuietlyAsync(long turnId, TurnOutcome outcome, IReadOnlyList<HistoryEntry> remember, TurnRun? run, DateTimeOffset at, CancellationToken ct) => WriteAsync(
        session =>
        {
            if (session.Number("SELECT 1 FROM turns WHERE id = @1 AND state <> 'closed'", turnId) is null) return;
            Close(session, turnId, outcome, at);
            if (run is not null) session.Execute("UPDATE turns SET run = @2 WHERE id = @1", turnId, run.ToJson());
            foreach (var entry in remember) Remember(session, entry, turnId);
        },
        ct);

    public Task<bool> IsOpenAsync(long turnId, CancellationToken ct) =>
        ReadAsync(session => session.Number("SELECT 1 FROM turns WHERE id = @1 AND state = 'open'", turnId) is not null, ct);

    public Task<IReadOnlyList<Turn>> ReplyingTurnsAsync(string conversation, CancellationToken ct) => ReadAsync<IReadOnlyList<Turn>>(
        session => [.. session.Query(
            $"SELECT {TurnColumns} FROM turns t WHERE t.state <> 'closed' AND t.state = 'replying' AND t.conversation = @1 ORDER BY t.id", TryReadTurn, conversation).OfType<Turn>()],
        ct);

    public Task<IReadOnlyList<Turn>> ResumeTurnsAsync(CancellationToken ct) => _writer.WriteAsync<IReadOnlyList<Turn>>(
        session =>
        {
            session.Execute("UPDATE turns SET resumes = resumes + 1 WHERE state = 'open'");
            var open = session.Query(
                $"SELECT {TurnColumns} FROM turns t WHERE t.state = 'open' ORDER BY t.id",
                row => (Id: row.GetInt64(0), At: Time(row, 4), Turn: TryReadTurn(row)));
            // A row that this version can not read must not keep the others from their answers, start after start.
            foreach (var odd in open.Where(row => row.Turn is null)) Close(session, odd.Id, TurnOutcome.Failed(Reasons.Crashed), odd.At);
            return [.. open.Select(row => row.Turn).OfType<Turn>()];
        },
        committed: null, ct);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct) =>
        _writer.WriteAsync(
            session =>
            {
                PruneUse(session, before);
                return session.Execute(
                    "DELETE FROM turns WHERE id IN (SELECT id FROM turns WHERE received_at < @1 AND state = 'closed' ORDER BY id LIMIT @2)",
                    before.ToUnixTimeMilliseconds(), limit);
            },
            committed: null, ct);

    public Task<StoreCounts> CountAsync(CancellationToken ct) => ReadAsync(
        session => new StoreCounts(
            session.Number("SELECT count(*) FROM turns WHERE state <> 'closed'") ?? 0,
            session.Number("SELECT count(*) FROM replies WHERE state = 'open' AND next_at IS NOT NULL") ?? 0,
            session.Number("SELECT count(*) FROM replies WHERE state = 'dead' AND (closes_outcome IS NOT NULL OR (json_valid(extras) AND json_extract(extras, '$.kept')))") ?? 0,
            session.Number("SELECT count(*) FROM parts WHERE doubts > 0") ?? 0,
            session.Query(
                "SELECT outcome, reason, count(*) FROM turns WHERE state = 'closed' GROUP BY outcome, reason",
                row => (Name: row.GetString(1).Length == 0 ? row.GetString(0) : $"{row.GetString(0)}:{row.GetString(1)}", Count: row.GetInt64(2)))
                .ToDictionary(row => row.Name, row => row.Count, StringComparer.Ordinal)),
        ct);

    private Turn? Insert(SqliteSession session, NewTurn turn)
    {
        var id = session.Number(
            """
            INSERT INTO turns (account, message_id, conversation, received_at, payload, state, verdict)
            VALUES (@1, @2, @3, @4, @5, 'open', @6) ON CONFLICT (account, message_id) DO NOTHING RETURNING id
            """,
            turn.Account, turn.Message.Id.Value, turn.Conversation, turn.ReceivedAt.ToUnixTimeMilliseconds(), turn.Payload, turn.Verdict);
        if (id is null) return null;
        Claim(session, turn.Conversation);
        return new Turn
        {
            Id = id.Value,
            Account = turn.Account,
            MessageId = turn.Message.Id,
            Conversation = turn.Conversation,
            ReceivedAt = turn.ReceivedAt,
            Message = turn.Message,
        };
    }

    private static void Close(SqliteSession session, long turnId, TurnOutcome outcome, DateTimeOffset at)
    {
        session.Execute(
            "UPDATE turns SET state = 'closed', outcome = @2, reason = @3, closed_at = @4 WHERE id = @1 AND state <> 'closed'",
            turnId, outcome.Kind.ToWire(), outcome.Reason, at.ToUnixTimeMilliseconds());
        ForgetSteps(session, turnId);
    }

    private static Turn ReadTurn(SqliteDataReader row) => TryReadTurn(row)
        ?? throw new StoreException(StoreFault.Corrupt, $"Turn {row.GetInt64(0)} holds a message that cannot be read.");

    private static Turn? TryReadTurn(SqliteDataReader row) => row.IsDBNull(5) || RobotMessageReader.Read(row.GetString(5)).Message is not { } message ? null : new()
    {
        Id = row.GetInt64(0),
        Account = row.GetString(1),
        MessageId = new MessageId(row.GetString(2)),
        Conversation = row.GetString(3),
        ReceivedAt = Time(row, 4),
        Message = message,
        Resumes = row.GetInt32(6),
    };
}
