namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task<bool> AddEventAsync(StoredEvent happened, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            """
            INSERT INTO events (account, event_id, type, corp, data, born_at, received_at, next_at) VALUES (@1, @2, @3, @4, @5, @6, @7, @7)
            ON CONFLICT (account, event_id) DO NOTHING
            """,
            happened.Account, happened.EventId, happened.Type, happened.CorpId, happened.Data, Milliseconds(happened.BornAt), happened.ReceivedAt.ToUnixTimeMilliseconds()) > 0,
        committed: null, ct);

    public Task<IReadOnlyList<StoredEvent>> DueEventsAsync(DateTimeOffset now, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<StoredEvent>>(
        session => session.Query(
            "SELECT id, account, event_id, type, corp, data, born_at, received_at, attempts FROM events WHERE next_at IS NOT NULL AND next_at <= @1 ORDER BY next_at, id LIMIT @2",
            row => new StoredEvent
            {
                Id = row.GetInt64(0),
                Account = row.GetString(1),
                EventId = row.GetString(2),
                Type = row.GetString(3),
                CorpId = row.IsDBNull(4) ? null : row.GetString(4),
                Data = row.GetString(5),
                BornAt = row.IsDBNull(6) ? null : Time(row, 6),
                ReceivedAt = Time(row, 7),
                Attempts = row.GetInt32(8),
            },
            now.ToUnixTimeMilliseconds(), limit),
        ct);

    public Task<DateTimeOffset?> NextEventAsync(CancellationToken ct) => ReadAsync<DateTimeOffset?>(
        session => session.Number("SELECT min(next_at) FROM events WHERE next_at IS NOT NULL") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, ct);

    public Task PostponeEventAsync(long id, DateTimeOffset next, bool tried, CancellationToken ct) => WriteAsync(
        session => session.Execute("UPDATE events SET attempts = attempts + @3, next_at = @2 WHERE id = @1 AND next_at IS NOT NULL", id, next.ToUnixTimeMilliseconds(), tried ? 1 : 0), ct);

    public Task EndEventAsync(long id, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct) => WriteAsync(
        session => session.Execute("UPDATE events SET next_at = NULL, data = '', outcome = @2, ended_at = @3 WHERE id = @1", id, outcome.ToString(), at.ToUnixTimeMilliseconds()), ct);

    public Task<IReadOnlyDictionary<string, long>> CountEventsAsync(CancellationToken ct) => ReadAsync<IReadOnlyDictionary<string, long>>(
        session => session.Query("SELECT coalesce(outcome, 'open'), count(*) FROM events GROUP BY 1", row => (row.GetString(0), row.GetInt64(1))).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal),
        ct);

    public Task<int> PruneEventsAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE received_at < @1 AND next_at IS NULL ORDER BY received_at LIMIT @2)", before.ToUnixTimeMilliseconds(), limit),
        committed: null, ct);
}
