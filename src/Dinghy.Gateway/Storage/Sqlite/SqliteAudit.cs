using Dinghy.Gateway.Audit;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>The audit as it lies on the disk, read beside a gateway that is at work: nothing is changed, and no lock is needed.</summary>
internal static class SqliteAudit
{
    private static readonly string[] s_texts = ["kind", "actor", "account", "subject", "facts", "previous", "hash"];

    /// <returns>Null: there is no database, or none with an audit yet.</returns>
    /// <exception cref="StoreException">Damaged, unreadable or of a newer program.</exception>
    public static AuditVerdict? Verify(string home, (long Number, string Hash)? noted) => Look<AuditVerdict>(home, session =>
    {
        // The anchor first: what a gateway adds meanwhile is behind it, never before.
        var anchor = AuditAnchor.Read(home);
        var rows = new List<AuditRow>();
        session.Each($"SELECT seq, typeof(at), at, {string.Join(", ", s_texts.Select(name => $"typeof({name}), CAST({name} AS BLOB)"))} FROM audit ORDER BY seq", row => Add(rows, row));
        return AuditCheck.Verify(rows, anchor, noted);
    });

    /// <summary>The newest entries, oldest first.</summary>
    /// <inheritdoc cref="Verify"/>
    public static IReadOnlyList<AuditEntry>? List(string home, int limit, string? kind) => Look<IReadOnlyList<AuditEntry>>(home, session =>
    {
        var rows = session.Query(
            "SELECT seq, at, kind, actor, account, subject, facts, previous, hash FROM audit WHERE (@1 IS NULL OR kind = @1 OR kind LIKE @1 || '.%') ORDER BY seq DESC LIMIT @2",
            row => new AuditEntry(
                row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8)),
            kind, limit);
        rows.Reverse();
        return rows;
    });

    /// <summary>A page of entries, the newest first.</summary>
    /// <param name="home">Where the database lies.</param>
    /// <param name="before">Below this number; null: from the last one on.</param>
    /// <param name="kind">A kind or its beginning up to a dot; null: all.</param>
    /// <param name="words">To be found in actor, account, subject or facts; null: all.</param>
    /// <param name="limit">At most so many.</param>
    /// <inheritdoc cref="Verify"/>
    public static IReadOnlyList<AuditEntry>? Page(string home, long? before, string? kind, string? words, int limit) => Look<IReadOnlyList<AuditEntry>>(home, session => session.Query(
        """
        SELECT seq, at, kind, actor, account, subject, facts, previous, hash FROM audit
        WHERE seq < @1 AND (@2 IS NULL OR kind = @2 OR kind LIKE @2 || '.%')
          AND (@3 IS NULL OR instr(lower(actor || char(10) || account || char(10) || subject || char(10) || facts), lower(@3)) > 0)
        ORDER BY seq DESC LIMIT @4
        """,
        row => new AuditEntry(
            row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8)),
        before ?? long.MaxValue, kind, words, limit));

    private static bool Add(List<AuditRow> rows, SqliteDataReader row)
    {
        var texts = Enumerable.Range(0, s_texts.Length).Select(i => row.GetString(3 + (2 * i)) == "text" ? row.GetFieldValue<byte[]>(4 + (2 * i)) : null).ToList();
        // What is no number is no time that anybody wrote.
        rows.Add(new AuditRow(row.GetInt64(0), row.GetString(1) == "integer" ? row.GetInt64(2) : long.MinValue, texts[..^1], texts[^1]));
        return true;
    }

    private static T? Look<T>(string home, Func<SqliteSession, T> look) where T : class
    {
        var path = Path.Combine(home, "dinghy.db");
        if (!File.Exists(path)) return null;
        try
        {
            using var session = new SqliteSession(path, readOnly: true);
            _ = SqliteUpgrades.Version(session);
            return session.Number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'audit'") > 0 ? look(session) : null;
        }
        catch (SqliteException e)
        {
            var fault = SqliteFaults.Translate(e);
            throw new StoreException(fault.Fault, $"{path}: {fault.Message}", e);
        }
    }
}
