using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Migration;

/// <summary>
/// The talks of an agent of OpenClaw since the middle of 2026: <c>agent/openclaw-agent.sqlite</c>, a row a session and a row an event.
/// Read from a copy, since even a look at such a file may write beside it, and theirs is only read.
/// </summary>
internal sealed class OpenClawDatabase : IDisposable
{
    private const string Name = "openclaw-agent.sqlite";
    private const long MaxBytes = 2L * 1024 * 1024 * 1024;
    private const int MaxSessions = 5_000;

    /// <summary>Of one session: tools leave many events a message.</summary>
    private const int MaxEvents = 5_000;

    private readonly DirectoryInfo _copy;
    private readonly SqliteSession _session;
    private readonly Action<string> _left;

    private OpenClawDatabase(DirectoryInfo copy, SqliteSession session, Action<string> left) => (_copy, _session, _left) = (copy, session, left);

    /// <param name="agent">The agent's folder.</param>
    /// <param name="left">Told why it can not be read.</param>
    /// <returns>Null: there is none, it holds no talks (as in its first months), or it can not be read.</returns>
    public static OpenClawDatabase? Open(string agent, Action<string> left)
    {
        var file = Path.Join(agent, "agent", Name);
        if (OldFile.IsLink(Path.GetDirectoryName(file)!, left) || !File.Exists(file)) return null;
        var copy = Directory.CreateTempSubdirectory("dinghy-migrate-");
        try
        {
            foreach (var part in ((string[])["", "-wal"]).Where(part => File.Exists(file + part)))
                if (OldFile.Check(file + part, MaxBytes) is { } why) throw new IOException(why);
                else File.Copy(file + part, Path.Join(copy.FullName, Name + part));
            var session = new SqliteSession(Path.Join(copy.FullName, Name), readOnly: false);
            if (session.Number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('session_entries', 'transcript_events')") == 2) return new(copy, session, left);
            session.Dispose();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            left($"the talks in {file}: {fault.Message}");
        }

        copy.Delete(recursive: true);
        return null;
    }

    /// <summary>Each session's key, id, what stands beside it, and when it was used last.</summary>
    public IReadOnlyList<(string Key, string Id, MapNode? Entry, DateTimeOffset Updated)> Sessions => Read("its sessions",
        "SELECT session_key, session_id, entry_json, updated_at FROM session_entries ORDER BY updated_at DESC LIMIT @1",
        row => (row.GetString(0), row.GetString(1), Json(row, 2), DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(row.GetInt64(3), 0, 253_402_300_799_999))),
        MaxSessions);

    /// <summary>The newest events, oldest first, each as its line was in the files before; null: it is kept in a form that can not be read here.</summary>
    public IReadOnlyList<MapNode?> Events(string id)
    {
        var events = Read($"session {id}", "SELECT event_json FROM transcript_events WHERE session_id = @1 ORDER BY seq DESC LIMIT @2", row => Json(row, 0), id, MaxEvents);
        events.Reverse();
        return events;
    }

    public void Dispose()
    {
        _session.Dispose();
        _copy.Delete(recursive: true);
    }

    private List<T> Read<T>(string what, string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        try
        {
            return _session.Query(sql, row, values);
        }
        catch (SqliteException fault)
        {
            _left($"{what} in {Name}: {fault.Message}");
            return [];
        }
    }

    private static MapNode? Json(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : JsonConfigFile.ParseValue(row.GetString(column), "", null, new()) as MapNode ?? MapNode.Empty("");
}
