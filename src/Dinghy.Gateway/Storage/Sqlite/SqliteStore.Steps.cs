namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task PutStepsAsync(long turnId, IReadOnlyList<StoredStep> steps, CancellationToken ct) => WriteAsync(
        session =>
        {
            foreach (var step in steps)
                session.Execute(
                    "INSERT OR REPLACE INTO steps (turn_id, round, call, body) SELECT @1, @2, @3, @4 WHERE EXISTS (SELECT 1 FROM turns WHERE id = @1 AND state = 'open')",
                    turnId, step.Round, step.Call, step.Body);
        },
        ct);

    public Task<IReadOnlyList<StoredStep>> ReadStepsAsync(long turnId, CancellationToken ct) => ReadAsync<IReadOnlyList<StoredStep>>(
        session => session.Query(
            "SELECT round, call, body FROM steps WHERE turn_id = @1 ORDER BY round, call",
            row => new StoredStep(row.GetInt32(0), row.GetInt32(1), row.GetString(2)), turnId),
        ct);

    private static void ForgetSteps(SqliteSession session, long turnId) => session.Execute("DELETE FROM steps WHERE turn_id = @1", turnId);
}
