using Dinghy.Gateway.Audit;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string AuditColumns = "seq, at, kind, actor, account, subject, facts, previous, hash";

    private readonly AuditAnchor _anchor;

    public Action<AuditEntry>? AuditAppended { get; set; }

    public Task<AuditEntry> AppendAuditAsync(AuditEvent happened, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<AuditEntry>(
        session =>
        {
            var entry = Append(session, happened, at);
            return (entry, [entry]);
        },
        ct);

    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long after, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<AuditEntry>>(
        session => session.Query(
            $"SELECT {AuditColumns} FROM audit WHERE seq > @1 ORDER BY seq LIMIT @2",
            row => new AuditEntry(row.GetInt64(0), Time(row, 1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8)),
            after, limit),
        ct);

    /// <summary>Adds an entry within a write; give it to <see cref="WriteAuditedAsync"/>.</summary>
    private static AuditEntry Append(SqliteSession session, AuditEvent happened, DateTimeOffset at)
    {
        var entry = AuditEntry.After(Head(session), happened, at);
        session.Execute(
            $"INSERT INTO audit ({AuditColumns}) VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9)",
            entry.Number, entry.At.ToUnixTimeMilliseconds(), entry.Kind, entry.Actor, entry.Account, entry.Subject, entry.Facts, entry.Previous, entry.Hash);
        return entry;
    }

    /// <summary>A write that adds to the audit: both are durable, or neither.</summary>
    private async Task<T> WriteAuditedAsync<T>(Func<SqliteSession, (T Result, IReadOnlyList<AuditEntry> Added)> work, CancellationToken ct)
    {
        var (result, added) = await _writer.WriteAsync(work, committed: null, ct);
        foreach (var entry in added)
        {
            _anchor.Advance(entry.Number, entry.Hash);
            AuditAppended?.Invoke(entry);
        }

        return result;
    }

    private static (long Number, string Hash) Head(SqliteSession session) =>
        session.Query("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", row => (row.GetInt64(0), row.GetString(1))) is [var head] ? head : (0, AuditEntry.Beginning);

    private static AuditAnchor OpenAnchor(SqliteSession session, string path) => AuditAnchor.Open(
        Path.GetDirectoryName(path)!, Head(session),
        number => session.Query("SELECT hash FROM audit WHERE seq = @1", row => row.GetString(0), number).FirstOrDefault());
}
