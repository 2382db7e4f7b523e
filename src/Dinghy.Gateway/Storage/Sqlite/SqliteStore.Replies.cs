using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    /// <summary>More than a minute can send: looked through instead of an index that every commit would pay for.</summary>
    private const int RecentParts = 30_000;

    public Task<AddedReply> AddReplyAsync(NewReply reply, Part? first, DateTimeOffset at, CancellationToken ct) =>
        _writer.WriteAsync(
            session =>
            {
                if (reply.Closes is { Kind: not OutcomeKind.Cancelled } && session.Number("SELECT 1 FROM turns WHERE id = @1 AND state = 'closed'", reply.TurnId) is not null) return default;
                var replyId = Insert(session, reply, nextAt: first is null ? reply.NotBefore ?? at : null, at);
                return new AddedReply(replyId, first is null ? 0 : Insert(session, replyId, first, at))
                {
                    Then = reply.Then.Count == 0 ? [] : [.. reply.Then.Select(then => Insert(session, then, nextAt: reply.NotBefore ?? at, at))],
                };
            },
            committed: null, ct);

    public Task<long> RecordAsync(long replyId, PartResult? result, ReplyProgress progress, Part? next, DateTimeOffset at, CancellationToken ct) =>
        _writer.WriteAsync(
            session =>
            {
                if (result is not null)
                    session.Execute(
                        "UPDATE parts SET state = @2, doubts = @3, receipt = @4, error = @5, at = @6 WHERE id = @1",
                        result.PartId, Wire(result.State), result.Doubts, result.Receipt, result.Error, at.ToUnixTimeMilliseconds());
                session.Execute(
                    "UPDATE replies SET done = @2, parts_done = @3, rounds = @4, state = @5, next_at = @6, for_minute = @7 WHERE id = @1",
                    replyId, progress.Done, progress.PartsDone, progress.Rounds, Wire(progress.State), progress.NextAt?.ToUnixTimeMilliseconds(), progress.WaitsForMinute ? 1 : 0);
                if (progress.Turn is { } outcome)
                    Close(session, session.Number("SELECT turn_id FROM replies WHERE id = @1", replyId) ?? 0, outcome, at);
                if (progress.State != ReplyState.Open)
                    session.Execute("UPDATE replies SET state = @2 WHERE carried_by = @1", replyId, Wire(progress.State));
                foreach (var (turnId, carried) in progress.Carried) Close(session, turnId, carried, at);
                return next is null ? 0 : Begin(session, replyId, next, at);
            },
            committed: null, ct);

    public Task<IReadOnlyList<(long ReplyId, DateTimeOffset? NextAt)>> OpenRepliesAsync(CancellationToken ct) =>
        ReadAsync<IReadOnlyList<(long, DateTimeOffset?)>>(
            session => session.Query(
                """
                SELECT r.id, r.next_at FROM turns t JOIN replies r ON r.turn_id = t.id WHERE t.state <> 'closed' AND r.state = 'open'
                UNION SELECT id, next_at FROM replies WHERE state = 'open' AND closes_outcome IS NULL AND extras IS NOT NULL
                ORDER BY 1
                """,
                row => (row.GetInt64(0), row.IsDBNull(1) ? (DateTimeOffset?)null : Time(row, 1))),
            ct);

    public Task<Reply?> LoadReplyAsync(long replyId, CancellationToken ct) => ReadAsync(
        session =>
        {
            var found = session.Query(
                $"SELECT {TurnColumns}, r.id, r.text, r.done, r.parts_done, r.rounds, ifnull(r.resent_at, r.created_at), r.closes_outcome, r.closes_reason, r.extras, r.for_minute, ifnull(r.resent_after, 0) FROM replies r JOIN turns t ON t.id = r.turn_id WHERE r.id = @1 AND r.state = 'open'",
                row => (Reply: ReadReply(row), ResentAfter: row.GetInt64(17)), replyId);
            if (found is not [var (reply, resentAfter)]) return null;
            var (last, inFlight) = session.Query(
                "SELECT id, number, start, length, road, attempts, doubts, state FROM parts WHERE reply_id = @1 AND number > @2 AND id > @3 ORDER BY id DESC LIMIT 1",
                row => (ReadPart(row), row.GetString(7) == "sending"), replyId, reply.PartsDone, resentAfter).FirstOrDefault();
            var doubtful = session.Number("SELECT 1 FROM parts WHERE reply_id = @1 AND doubts > 0 AND id > @2 LIMIT 1", replyId, resentAfter) is not null;
            return reply with
            {
                Carries = Carried(session, replyId), Last = last, InFlight = inFlight, Doubtful = doubtful,
                Ahead = reply.Extras.Target is null ? Ahead(session, reply) : default,
                FileError = reply.Extras.File is null ? null : FileError(session, replyId),
            };
        },
        ct);

    public Task BreakOffReplyAsync(long replyId, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct) => WriteAsync(
        session =>
        {
            var closes = session.Query("SELECT turn_id FROM replies WHERE (id = @1 OR carried_by = @1) AND closes_outcome IS NOT NULL", row => row.GetInt64(0), replyId);
            foreach (var turnId in closes) Close(session, turnId, outcome, at);
            session.Execute("UPDATE replies SET state = 'dead', next_at = NULL WHERE id = @1 OR carried_by = @1", replyId);
        },
        ct);

    public Task MergeAsync(long replyId, string text, IReadOnlyList<long> others, CancellationToken ct) => WriteAsync(
        session =>
        {
            session.Execute("UPDATE replies SET text = @2 WHERE id = @1", replyId, text);
            foreach (var other in others)
                session.Execute("UPDATE replies SET state = 'merged', next_at = NULL, carried_by = @2 WHERE id = @1 AND state = 'open'", other, replyId);
        },
        ct);

    public Task<IReadOnlyList<(Turn Turn, DateTimeOffset At)>> RecentMessagesAsync(DateTimeOffset since, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<(Turn, DateTimeOffset)>>(
            session => session.Query(
                $"""
                SELECT {TurnColumns}, p.at FROM parts p JOIN replies r ON r.id = p.reply_id JOIN turns t ON t.id = r.turn_id
                WHERE p.id > (SELECT ifnull(max(id), 0) FROM parts) - {RecentParts} AND p.at >= @1 AND p.road <> 'card' AND p.state <> 'refused' ORDER BY p.id
                """,
                row => (Turn: TryReadTurn(row), At: Time(row, 7)), since.ToUnixTimeMilliseconds())
                .Where(row => row.Turn is not null).Select(row => (row.Turn!, row.At)).ToList(),
            ct);

    private static List<CarriedReply> Carried(SqliteSession session, long replyId) => session.Query(
        $"SELECT {TurnColumns}, r.closes_outcome, r.closes_reason FROM replies r JOIN turns t ON t.id = r.turn_id WHERE r.carried_by = @1 ORDER BY r.id",
        row => new CarriedReply(ReadTurn(row), new TurnOutcome(OutcomeKinds.Parse(row.GetString(7)), row.GetString(8))), replyId);

    /// <summary>Notes are no answers, and what goes to others is none either: nothing waits for them.</summary>
    private static (bool, DateTimeOffset?) Ahead(SqliteSession session, Reply reply) => session.Query(
        "SELECT next_at FROM replies WHERE turn_id = @1 AND id < @2 AND state = 'open' AND (closes_outcome IS NOT NULL OR (extras IS NOT NULL AND NOT (json_valid(extras) AND json_extract(extras, '$.target') IS NOT NULL))) ORDER BY id DESC LIMIT 1",
        row => (true, row.IsDBNull(0) ? (DateTimeOffset?)null : Time(row, 0)), reply.Turn.Id, reply.Id).FirstOrDefault();

    private static string? FileError(SqliteSession session, long replyId) => session.Query(
        "SELECT error FROM parts WHERE reply_id = @1 AND road = 'file' AND error IS NOT NULL ORDER BY id DESC LIMIT 1",
        row => row.GetString(0), replyId).FirstOrDefault();

    private static long Insert(SqliteSession session, NewReply reply, DateTimeOffset? nextAt, DateTimeOffset at)
    {
        var id = session.Number(
            "INSERT INTO replies (turn_id, text, state, next_at, created_at, closes_outcome, closes_reason, extras, for_minute, run) VALUES (@1, @2, 'open', @3, @4, @5, @6, @7, @8, @9) RETURNING id",
            reply.TurnId, reply.Text, nextAt?.ToUnixTimeMilliseconds(), at.ToUnixTimeMilliseconds(), reply.Closes?.Kind.ToWire(), reply.Closes?.Reason, reply.Extras.ToJson(), reply.NotBefore is null ? 0 : 1, reply.Run?.ToJson());
        if (reply.Closes is not null)
        {
            session.Execute("UPDATE turns SET state = 'replying' WHERE id = @1 AND state = 'open'", reply.TurnId);
            ForgetSteps(session, reply.TurnId);
        }

        foreach (var taken in reply.Closes is null ? [] : reply.Takes) Carry(session, taken.Id, id ?? 0, CarriedReply.Joined(reply.Closes!.Value), at);
        Apply(session, reply, at); // First: what begins a new session is remembered there.
        foreach (var entry in reply.Remember) Remember(session, entry, reply.TurnId);
        return id ?? throw new InvalidOperationException("The reply was not stored.");
    }

    /// <summary>A turn without an answer of its own: it ends with this one's. One that has ended meanwhile stays as it is.</summary>
    private static void Carry(SqliteSession session, long turnId, long replyId, TurnOutcome closes, DateTimeOffset at)
    {
        if (session.Execute("UPDATE turns SET state = 'replying' WHERE id = @1 AND state = 'open'", turnId) == 0) return;
        session.Execute(
            "INSERT INTO replies (turn_id, text, state, created_at, closes_outcome, closes_reason, carried_by) VALUES (@1, '', 'merged', @2, @3, @4, @5)",
            turnId, at.ToUnixTimeMilliseconds(), closes.Kind.ToWire(), closes.Reason, replyId);
    }

    private static long Begin(SqliteSession session, long replyId, Part part, DateTimeOffset at)
    {
        if (part.Id == 0) return Insert(session, replyId, part, at);
        session.Execute(
            "UPDATE parts SET state = 'sending', attempts = @2, doubts = @3, at = @4 WHERE id = @1",
            part.Id, part.Attempts, part.Doubts, at.ToUnixTimeMilliseconds());
        return part.Id;
    }

    private static long Insert(SqliteSession session, long replyId, Part part, DateTimeOffset at) => session.Number(
        "INSERT INTO parts (reply_id, number, start, length, road, state, attempts, doubts, at, began_at) VALUES (@1, @2, @3, @4, @5, 'sending', @6, @7, @8, @8) RETURNING id",
        replyId, part.Number, part.Start, part.Length, Wire(part.Road), part.Attempts, part.Doubts, at.ToUnixTimeMilliseconds())
        ?? throw new InvalidOperationException("The part was not stored.");

    private static Part ReadPart(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3),
        ParseRoad(row.GetString(4)), row.GetInt32(5), row.GetInt32(6));

    private static Reply ReadReply(SqliteDataReader row) => new()
    {
        Turn = ReadTurn(row),
        Id = row.GetInt64(7),
        Text = row.GetString(8),
        Done = row.GetInt32(9),
        PartsDone = row.GetInt32(10),
        Rounds = row.GetInt32(11),
        CreatedAt = Time(row, 12),
        Closes = row.IsDBNull(13) ? null : new TurnOutcome(OutcomeKinds.Parse(row.GetString(13)), row.GetString(14)),
        Extras = ReadExtras(row),
        WaitsForMinute = row.GetInt32(16) != 0,
    };

    private static ReplyExtras ReadExtras(SqliteDataReader row)
    {
        try
        {
            return ReplyExtras.Parse(row.IsDBNull(15) ? null : row.GetString(15));
        }
        catch (JsonException e)
        {
            throw new StoreException(StoreFault.Corrupt, $"Reply {row.GetInt64(7)} holds what cannot be read.", e);
        }
    }

    private static string Wire(Road road) => road switch
    {
        Road.Webhook => "webhook",
        Road.OpenApi => "openapi",
        Road.Card => "card",
        _ => "file",
    };

    private static Road ParseRoad(string road) => road switch
    {
        "webhook" => Road.Webhook,
        "openapi" => Road.OpenApi,
        "card" => Road.Card,
        _ => Road.File,
    };

    private static string Wire(PartState state) => state switch
    {
        PartState.Sending => "sending",
        PartState.Delivered => "delivered",
        PartState.Refused => "refused",
        _ => "in_doubt",
    };

    private static string Wire(ReplyState state) => state switch
    {
        ReplyState.Open => "open",
        ReplyState.Delivered => "delivered",
        _ => "dead",
    };
}
