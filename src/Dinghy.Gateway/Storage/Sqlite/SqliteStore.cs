using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>The store of one machine: WAL, <c>synchronous=FULL</c>, one writer that group-commits, a few readers beside it.</summary>
internal sealed partial class SqliteStore : IGatewayStore
{
    private const int Readers = 4;

    private readonly SqliteWriter _writer;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SemaphoreSlim _reading = new(Readers, Readers);
    private readonly string _path;

    private SqliteStore(string path, SqliteSession writing)
    {
        _path = path;
        // Before the session is the writer's alone.
        _anchor = OpenAnchor(writing, path);
        _writer = new SqliteWriter(writing);
    }

    /// <summary>Opens or creates <c>dinghy.db</c> in the home folder and upgrades it.</summary>
    /// <exception cref="StoreException">Damaged, locked, unreadable or of a newer program.</exception>
    public static SqliteStore Open(string home)
    {
        var path = Path.Combine(home, "dinghy.db");
        SqliteSession? session = null;
        try
        {
            MakePrivate(path);
            session = new SqliteSession(path, readOnly: false);
            session.Script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;");
            SqliteUpgrades.Run(session);
            if (session.Number("SELECT count(*) FROM turns WHERE state <> 'closed'") is null)
                throw new StoreException(StoreFault.Corrupt, $"{path} has no inbox.");
            return new SqliteStore(path, session);
        }
        catch (SqliteException e)
        {
            session?.Dispose();
            var fault = SqliteFaults.Translate(e);
            throw new StoreException(fault.Fault, $"{path}: {fault.Message}", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers) reader.Dispose();
        // Last: only a connection that may write folds the WAL back, so that one file is the whole inbox.
        await _writer.DisposeAsync();
        _reading.Dispose();
    }

    /// <summary>Before SQLite makes it by the umask, for all to read: it holds what people wrote and where to answer them. WAL and index take its mode.</summary>
    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path)) return;
        try
        {
            new FileStream(path, PrivateFile.Options()).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // SQLite will meet the same wall, and say so in its own words.
        }
    }

    private Task<bool> WriteAsync(Action<SqliteSession> work, CancellationToken ct) =>
        _writer.WriteAsync(session => { work(session); return true; }, committed: null, ct);

    private async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            if (!_readers.TryTake(out var session)) session = new SqliteSession(_path, readOnly: true);
            try
            {
                return read(session);
            }
            finally
            {
                _readers.Add(session);
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFaults.Translate(e);
        }
        finally
        {
            _reading.Release();
        }
    }

    private static DateTimeOffset Time(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
