using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string PresentSession = "coalesce((SELECT number FROM sessions WHERE conversation = @1), 0)";

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string conversation, int limit, CancellationToken ct) => ReadHistoryAsync(
        $"SELECT role, text, at FROM history WHERE conversation = @1 AND session = {PresentSession} ORDER BY id DESC LIMIT @2", conversation, limit, ct);

    public Task<IReadOnlyList<HistoryEntry>> ReadAllHistoryAsync(string conversation, int limit, CancellationToken ct) => ReadHistoryAsync(
        "SELECT role, text, at FROM history WHERE conversation = @1 ORDER BY session DESC, id DESC LIMIT @2", conversation, limit, ct);

    public Task<IReadOnlyList<HistoryEntry>> ReadTalkAsync(string conversation, long after, int entries, int chars, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<HistoryEntry>>(
            session =>
            {
                var (found, left) = (new List<HistoryEntry>(), chars);
                session.Each(
                    $"SELECT role, text, at, id, tools FROM history WHERE conversation = @1 AND session = {PresentSession} AND id > @2 ORDER BY id DESC LIMIT @3",
                    row =>
                    {
                        var entry = ReadEntry(conversation, row) with { Id = row.GetInt64(3), Tools = row.IsDBNull(4) ? null : row.GetString(4) };
                        left -= entry.Text.Length + (entry.Tools?.Length ?? 0);
                        if (left < 0 && found.Count > 0) return false;
                        found.Add(entry);
                        return true;
                    },
                    conversation, after, entries);
                found.Reverse();
                return found;
            },
            ct);

    public Task<bool> CompactAsync(Compaction compaction, DateTimeOffset at, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            foreach (var use in compaction.Cost.Uses) Count(session, compaction.Cost.TurnId, use, at);
            return Compact(session, compaction);
        },
        committed: null, ct);

    /// <summary>Only if the conversation stands where it stood when it was read; what was said since lies behind the last entry, and stays whole.</summary>
    private static bool Compact(SqliteSession session, Compaction compaction)
    {
        session.Execute("INSERT INTO sessions (conversation, number) VALUES (@1, 0) ON CONFLICT DO NOTHING", compaction.Conversation);
        return session.Execute(
            "UPDATE sessions SET summary = @4, summary_to = @5 WHERE conversation = @1 AND number = @2 AND coalesce(summary_to, 0) = @3",
            compaction.Conversation, compaction.Session, compaction.From, compaction.Summary, compaction.To) > 0;
    }

    private Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string newestFirst, string conversation, int limit, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<HistoryEntry>>(
            session =>
            {
                var entries = session.Query(newestFirst, row => ReadEntry(conversation, row), conversation, limit);
                entries.Reverse();
                return entries;
            },
            ct);

    public Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, CancellationToken ct) => ImportHistoryAsync(conversation, entries, null, ct);

    public Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, string? summary, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            if (session.Number("SELECT 1 FROM history WHERE conversation = @1 LIMIT 1", conversation) is not null) return false;
            foreach (var entry in entries) Remember(session, entry with { Conversation = conversation }, turnId: null);
            if (summary is not null)
                session.Execute("INSERT INTO sessions (conversation, number, summary) VALUES (@1, 0, @2) ON CONFLICT (conversation) DO UPDATE SET summary = coalesce(summary, excluded.summary)", conversation, summary);
            return true;
        },
        committed: null, ct);

    private static HistoryEntry ReadEntry(string conversation, SqliteDataReader row) =>
        new(conversation, row.GetString(0) == "person" ? HistoryRole.Person : HistoryRole.Assistant, row.GetString(1), Time(row, 2));

    /// <summary>With whose words they are, or in answer to whom: a shared memory would else not know.</summary>
    private static void Remember(SqliteSession session, HistoryEntry entry, long? turnId)
    {
        session.Touched.Add(entry.Conversation);
        session.Execute(
            $"""
            INSERT INTO history (conversation, role, text, at, tools, session, turn_id, person) VALUES (@1, @2, @3, @4, @5, {PresentSession}, @6,
              (SELECT CASE WHEN json_valid(payload) THEN coalesce(nullif(json_extract(payload, '$.senderStaffId'), ''), json_extract(payload, '$.senderId')) END FROM turns WHERE id = @6))
            """,
            entry.Conversation, entry.Role == HistoryRole.Person ? "person" : "assistant", entry.Text, entry.At.ToUnixTimeMilliseconds(), entry.Tools, turnId);
    }
}
