using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>SQLite's result codes as what an operator can act on.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    public static StoreException Translate(SqliteException e) => e.SqliteErrorCode switch
    {
        Full => new(StoreFault.Full, "The disk is full: nothing new can be stored until there is room.", e),
        Busy or Locked => new(StoreFault.Locked, "The database is locked by another program. Close whatever has it open.", e),
        Corrupt or NotADatabase => new(StoreFault.Corrupt, "The database file is damaged. Move it away (keep it) and restore a backup, or start with an empty one.", e),
        ReadOnly or IoError or CannotOpen => new(StoreFault.Unreachable, $"The database file cannot be read or written (SQLite {e.SqliteExtendedErrorCode}). Check the disk and the folder's permissions.", e),
        _ => new(StoreFault.Unreachable, $"The database refused a statement (SQLite {e.SqliteExtendedErrorCode}): {e.Message}", e),
    };
}
