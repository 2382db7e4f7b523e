using System.Globalization;
using Dinghy.Gateway.Audit;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private static readonly string[] s_endCopied =
    [
        "UPDATE replies SET state = 'dead', next_at = NULL WHERE state = 'open'",
        "UPDATE cards SET state = 'abandoned' WHERE state = 'open'",
        "UPDATE tool_approvals SET state = CASE state WHEN 'running' THEN 'unknown' ELSE 'denied' END WHERE state IN ('pending', 'running')",
        "UPDATE workflow_steps SET state = 'failed', note = 'restored' WHERE state = 'deciding'",
        "UPDATE events SET next_at = NULL, data = '', outcome = 'cancelled:restored', ended_at = @1 WHERE next_at IS NOT NULL",
        "DELETE FROM steps",
    ];

    public Task<int> EndCopiedAsync(DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<int>(
        session =>
        {
            var open = session.Query("SELECT id FROM turns WHERE state <> 'closed'", row => row.GetInt64(0));
            foreach (var turn in open) Close(session, turn, TurnOutcome.Cancelled(Reasons.Restored), at);
            var ended = open.Count + s_endCopied.Sum(sql => session.Execute(sql, at.ToUnixTimeMilliseconds()));
            var happened = new AuditEvent(AuditKinds.BackupRestored, "cli", "", "dinghy.db")
            {
                Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["ended"] = ended.ToString(CultureInfo.InvariantCulture) },
            };
            return (ended, [Append(session, happened, at)]);
        },
        ct);

    /// <summary>Copies a home's database as it is at one moment, while a gateway may be at work on it: nothing is changed, and no lock is needed.</summary>
    /// <param name="home">Whose.</param>
    /// <param name="file">Must not be there; its folder should be private.</param>
    /// <returns>The schema; null: there is no database.</returns>
    /// <exception cref="StoreException">Damaged, unreadable, of a newer program, or the disk is full.</exception>
    public static int? Copy(string home, string file)
    {
        var path = Path.Combine(home, "dinghy.db");
        if (!File.Exists(path)) return null;
        try
        {
            using var session = new SqliteSession(path, readOnly: true);
            var schema = SqliteUpgrades.Version(session);
            // Whole pages of one moment, without those that hold what was removed.
            session.Execute("VACUUM INTO @1", file);
            return schema;
        }
        catch (SqliteException e)
        {
            var fault = SqliteFaults.Translate(e);
            throw new StoreException(fault.Fault, $"{path}: {fault.Message}", e);
        }
    }
}
