using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>A look at a home's database that changes nothing and needs no lock: a gateway may be at work on it.</summary>
/// <param name="Schema">Of the file.</param>
/// <param name="Usage">What was counted, all of it; empty where the schema is older than counting.</param>
internal sealed record SqliteInspection(int Schema, IReadOnlyList<UsageCount> Usage)
{
    /// <returns>Null: there is no database yet.</returns>
    /// <exception cref="StoreException">Damaged, unreadable or of a newer program.</exception>
    public static SqliteInspection? Look(string home)
    {
        var path = Path.Combine(home, "dinghy.db");
        if (!File.Exists(path)) return null;
        try
        {
            using var session = new SqliteSession(path, readOnly: true);
            var schema = SqliteUpgrades.Version(session);
            if (session.Query("PRAGMA quick_check(1)", row => row.GetString(0)) is not ["ok"])
                throw new StoreException(StoreFault.Corrupt, $"{path}: SQLite finds it damaged. Move it away (keep it) and restore a backup, or start with an empty one.");
            var counted = session.Number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'usage'") > 0;
            return new(schema, counted ? SqliteStore.Usage(session, DateOnly.MinValue) : []);
        }
        catch (SqliteException e)
        {
            var fault = SqliteFaults.Translate(e);
            throw new StoreException(fault.Fault, $"{path}: {fault.Message}", e);
        }
    }
}
