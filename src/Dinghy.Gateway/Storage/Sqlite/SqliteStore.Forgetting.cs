namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task<int> ForgetSettingsAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => Math.Max(
            // A session's number says which memory is read: while there is any, the row has to stay.
            session.Execute(
                """
                DELETE FROM sessions WHERE conversation IN (
                  SELECT conversation FROM sessions s WHERE s.changed_at < @1
                    AND NOT EXISTS (SELECT 1 FROM history h WHERE h.conversation = s.conversation) LIMIT @2)
                """,
                before.ToUnixTimeMilliseconds(), limit),
            session.Execute(
                """
                DELETE FROM people WHERE (account, person) IN (
                  SELECT account, person FROM people p
                  WHERE NOT EXISTS (SELECT 1 FROM people_seen s WHERE s.account = p.account AND s.person = p.person) LIMIT @1)
                """,
                limit)),
        committed: null, ct);

    public Task<int> ForgetNoticesAsync(DateOnly day, DateTimeOffset thresholds, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => Math.Max(
            session.Execute(
                "DELETE FROM notices WHERE (account, kind, who) IN (SELECT account, kind, who FROM notices WHERE day < @1 LIMIT @2)", Wire(day), limit),
            session.Execute(
                "DELETE FROM usage_told WHERE notice IN (SELECT notice FROM usage_told WHERE at < @1 LIMIT @2)", thresholds.ToUnixTimeMilliseconds(), limit)),
        committed: null, ct);
}
