using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task<KeptDispatch> AddDispatchAsync(NewDispatch dispatch, DateTimeOffset at, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            var turnId = dispatch.Turn is { } turn ? InsertEnded(session, turn, at) : 0;
            var id = session.Number(
                "INSERT INTO dispatches (account, person, kind, agent_id, at) VALUES (@1, @2, @3, @4, @5) RETURNING id",
                dispatch.Account, dispatch.Person, Wire(dispatch.Kind), dispatch.AgentId, at.ToUnixTimeMilliseconds()) ?? throw new InvalidOperationException("The dispatch was not stored.");
            var replies = new List<long>();
            foreach (var (number, part) in dispatch.Parts.Index())
            {
                long? replyId = part.Reply is { } reply ? Insert(session, turnId == 0 ? reply : reply with { TurnId = turnId }, nextAt: at, at) : null;
                if (replyId is { } kept) replies.Add(kept);
                session.Execute(
                    "INSERT INTO dispatch_parts (dispatch_id, number, people, chat, reply_id, state) VALUES (@1, @2, @3, @4, @5, 'sending')",
                    id, number + 1, JsonSerializer.Serialize(part.People, DispatchJson.Default.IReadOnlyListString), part.Group, replyId);
            }

            return new KeptDispatch(id, replies);
        },
        committed: null, ct);

    public Task<Dispatch?> FindDispatchAsync(long id, CancellationToken ct) => ReadAsync(
        session =>
        {
            var found = session.Query(
                "SELECT id, account, person, kind, agent_id, at, recalled_at FROM dispatches WHERE id = @1",
                row => new Dispatch(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3) == "robot" ? DispatchKind.Robot : DispatchKind.WorkNotice, Time(row, 5))
                {
                    AgentId = row.IsDBNull(4) ? null : row.GetInt64(4),
                    RecalledAt = row.IsDBNull(6) ? null : Time(row, 6),
                    Parts = [],
                },
                id).FirstOrDefault();
            return found is null ? null : found with { Parts = PartsOf(session, id) };
        },
        ct);

    public Task EndDispatchPartAsync(long id, int number, DispatchState state, string? receipt, string? error, CancellationToken ct) => WriteAsync(
        session => session.Execute("UPDATE dispatch_parts SET state = @3, receipt = @4, error = @5 WHERE dispatch_id = @1 AND number = @2", id, number, Wire(state), receipt, error), ct);

    public Task<int> StopDispatchAsync(long id, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "UPDATE replies SET state = 'dead', next_at = NULL WHERE state = 'open' AND next_at IS NOT NULL AND id IN (SELECT reply_id FROM dispatch_parts WHERE dispatch_id = @1)", id),
        committed: null, ct);

    public Task RecalledAsync(long id, DateTimeOffset at, CancellationToken ct) => WriteAsync(
        session => session.Execute("UPDATE dispatches SET recalled_at = @2 WHERE id = @1 AND recalled_at IS NULL", id, at.ToUnixTimeMilliseconds()), ct);

    public Task<int> PruneDispatchesAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute("DELETE FROM dispatches WHERE id IN (SELECT id FROM dispatches WHERE at < @1 ORDER BY id LIMIT @2)", before.ToUnixTimeMilliseconds(), limit),
        committed: null, ct);

    private static long InsertEnded(SqliteSession session, NewTurn turn, DateTimeOffset at) => session.Number(
        """
        INSERT INTO turns (account, message_id, conversation, received_at, payload, state, outcome, reason, closed_at)
        VALUES (@1, @2, @3, @4, @5, 'closed', @6, @7, @4) RETURNING id
        """,
        turn.Account, turn.Message.Id.Value, turn.Conversation, at.ToUnixTimeMilliseconds(), turn.Payload, OutcomeKind.Answered.ToWire(), Reasons.Dispatched)
        ?? throw new InvalidOperationException("The turn was not stored.");

    private static List<DispatchPart> PartsOf(SqliteSession session, long id) =>
    [
        .. session.Query(
            """
            SELECT d.number, d.people, d.chat, d.state, d.receipt, d.error, d.reply_id, r.state FROM dispatch_parts d
            LEFT JOIN replies r ON r.id = d.reply_id WHERE d.dispatch_id = @1 ORDER BY d.number
            """,
            row => (Part: ReadDispatchPart(row), ReplyId: row.IsDBNull(6) ? (long?)null : row.GetInt64(6)), id)
            .Select(row => row.ReplyId is { } reply ? WithReceipts(session, row.Part, reply) : row.Part),
    ];

    private static DispatchPart ReadDispatchPart(SqliteDataReader row) => new(
        row.GetInt32(0), JsonSerializer.Deserialize(row.GetString(1), DispatchJson.Default.IReadOnlyListString) ?? [], row.IsDBNull(2) ? null : row.GetString(2),
        row.IsDBNull(7) ? State(row.GetString(3)) : row.GetString(7) switch { "delivered" => DispatchState.Delivered, "dead" => DispatchState.Refused, _ => DispatchState.Waiting })
    {
        Receipts = row.IsDBNull(4) ? [] : row.GetString(4).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Error = row.IsDBNull(5) ? null : row.GetString(5),
    };

    /// <summary>A reply that ended with a receipt that never came is in doubt.</summary>
    private static DispatchPart WithReceipts(SqliteSession session, DispatchPart part, long replyId)
    {
        var sent = session.Query("SELECT receipt, error, state FROM parts WHERE reply_id = @1 ORDER BY id",
            row => (Receipt: row.IsDBNull(0) ? null : row.GetString(0), Error: row.IsDBNull(1) ? null : row.GetString(1), State: row.GetString(2)), replyId);
        return part with
        {
            State = part.State == DispatchState.Delivered && sent.Exists(one => one.State == "in_doubt") ? DispatchState.InDoubt : part.State,
            Receipts = [.. sent.Select(one => one.Receipt).OfType<string>()],
            Error = sent.Select(one => one.Error).LastOrDefault(error => error is not null),
        };
    }

    private static string Wire(DispatchKind kind) => kind == DispatchKind.Robot ? "robot" : "work_notice";

    private static string Wire(DispatchState state) => state switch
    {
        DispatchState.Delivered => "delivered",
        DispatchState.Refused => "refused",
        DispatchState.InDoubt => "in_doubt",
        _ => "sending",
    };

    /// <summary>What was on its way without the outbox when the program ended: nobody knows.</summary>
    private static DispatchState State(string wire) => wire switch
    {
        "delivered" => DispatchState.Delivered,
        "refused" => DispatchState.Refused,
        _ => DispatchState.InDoubt,
    };
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class DispatchJson : JsonSerializerContext;
