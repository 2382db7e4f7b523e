namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string conversation, int limit, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<HistoryEntry>>(
            session =>
            {
                var newestFirst = session.Query(
                    "SELECT role, text, at FROM history WHERE conversation = @1 ORDER BY id DESC LIMIT @2",
                    row => new HistoryEntry(
                        conversation, row.GetString(0) == "person" ? HistoryRole.Person : HistoryRole.Assistant, row.GetString(1), Time(row, 2)),
                    conversation, limit);
                newestFirst.Reverse();
                return newestFirst;
            },
            ct);

    public Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            if (session.Number("SELECT 1 FROM history WHERE conversation = @1 LIMIT 1", conversation) is not null) return false;
            foreach (var entry in entries) Remember(session, entry with { Conversation = conversation });
            return true;
        },
        committed: null, ct);

    public Task<bool> ForgetLastAsync(string conversation, long turnId, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            if (session.Number("SELECT entries FROM forgotten WHERE turn_id = @1", turnId) is { } before) return before > 0;
            var entries = session.Execute(
                "DELETE FROM history WHERE conversation = @1 AND id >= (SELECT max(id) FROM history WHERE conversation = @1 AND role = 'person')", conversation);
            session.Execute("INSERT INTO forgotten (turn_id, entries) VALUES (@1, @2)", turnId, entries);
            return entries > 0;
        },
        committed: null, ct);

    private static void Remember(SqliteSession session, HistoryEntry entry) => session.Execute(
        "INSERT INTO history (conversation, role, text, at) VALUES (@1, @2, @3, @4)",
        entry.Conversation, entry.Role == HistoryRole.Person ? "person" : "assistant", entry.Text, entry.At.ToUnixTimeMilliseconds());
}
