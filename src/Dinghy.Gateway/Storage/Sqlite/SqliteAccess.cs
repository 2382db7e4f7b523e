using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>A look at who was sent away from a home's robots. It changes nothing and needs no lock: a gateway may be at work.</summary>
/// <param name="Robots">Known here.</param>
/// <param name="Revoked">Whose, and who.</param>
internal sealed record SqliteAccess(IReadOnlyList<KnownRobot> Robots, IReadOnlyList<(string Keep, string Person)> Revoked)
{
    /// <returns>With nothing in it where there is no database, or it is older than revocations that hold.</returns>
    /// <exception cref="StoreException">Damaged, unreadable or of a newer program.</exception>
    public static SqliteAccess Look(string home)
    {
        var path = Path.Combine(home, "dinghy.db");
        if (!File.Exists(path)) return new([], []);
        try
        {
            using var session = new SqliteSession(path, readOnly: true);
            _ = SqliteUpgrades.Version(session);
            return session.Number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('robots', 'revocations')") == 2
                ? new(SqliteStore.Robots(session), SqliteStore.Revoked(session))
                : new([], []);
        }
        catch (SqliteException e)
        {
            var fault = SqliteFaults.Translate(e);
            throw new StoreException(fault.Fault, $"{path}: {fault.Message}", e);
        }
    }
}
