using Dinghy.DingTalk.Messages;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string SentText = "SELECT r.text, p.start, p.length, p.road FROM parts p CROSS JOIN replies r ON r.id = p.reply_id CROSS JOIN turns t ON t.id = r.turn_id";

    public Task<string?> FindSentAsync(string account, string conversation, string receipt, CancellationToken ct) => ReadAsync(
        session =>
            session.Query(
                $"{SentText} WHERE p.receipt = @3 AND t.account = @1 AND t.conversation = @2 AND r.text <> '' ORDER BY p.id DESC LIMIT 1",
                ReadSent, account, conversation, receipt).FirstOrDefault()
            ?? session.Query(
                """
                SELECT r.text FROM cards c CROSS JOIN turns t ON t.id = c.turn_id CROSS JOIN replies r ON r.turn_id = c.turn_id
                WHERE c.carrier_id = @3 AND t.account = @1 AND t.conversation = @2 AND r.closes_outcome IS NOT NULL AND r.text <> '' ORDER BY r.id DESC LIMIT 1
                """,
                row => row.GetString(0), account, conversation, receipt).FirstOrDefault(),
        ct);

    public Task<string?> FindSentAtAsync(string account, string conversation, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => ReadAsync(
        session =>
        {
            var sent = session.Query(
                $"{SentText} WHERE p.at BETWEEN @3 AND @4 AND p.state = 'delivered' AND p.receipt IS NULL AND t.account = @1 AND t.conversation = @2 AND r.text <> '' LIMIT 2",
                ReadSent, account, conversation, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
            return sent.Count == 1 ? sent[0] : null;
        },
        ct);

    public Task<Turn?> FindTurnAsync(string account, string conversation, MessageId id, CancellationToken ct) => ReadAsync(
        session => session.Query(
            $"SELECT {TurnColumns} FROM turns t WHERE t.account = @1 AND t.message_id = @3 AND t.conversation = @2 AND t.payload IS NOT NULL",
            TryReadTurn, account, conversation, id.Value).FirstOrDefault(),
        ct);

    public Task<bool> AddSentEventAsync(SentEvent happened, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "INSERT INTO sent_events (account, event_id, kind, receipt, staff, at) VALUES (@1, @2, @3, @4, @5, @6) ON CONFLICT (account, event_id) DO NOTHING",
            happened.Account, happened.EventId, happened.Kind == SentEventKind.Read ? "read" : "recalled", happened.Receipt, happened.Staff, happened.At.ToUnixTimeMilliseconds()) > 0,
        committed: null, ct);

    public Task<IReadOnlyList<SentEvent>> ReadSentEventsAsync(string account, string receipt, CancellationToken ct) => ReadAsync<IReadOnlyList<SentEvent>>(
        session => session.Query(
            "SELECT event_id, kind, staff, at FROM sent_events WHERE account = @1 AND receipt = @2 ORDER BY at, event_id",
            row => new SentEvent(
                account, row.GetString(0), row.GetString(1) == "read" ? SentEventKind.Read : SentEventKind.Recalled, receipt,
                row.IsDBNull(2) ? null : row.GetString(2), Time(row, 3)),
            account, receipt),
        ct);

    public Task<int> PruneSentEventsAsync(DateTimeOffset before, int limit, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            "DELETE FROM sent_events WHERE (account, event_id) IN (SELECT account, event_id FROM sent_events WHERE at < @1 LIMIT @2)",
            before.ToUnixTimeMilliseconds(), limit),
        committed: null, ct);

    public Task<bool> NoticeAsync(string account, string kind, string who, DateOnly day, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            """
            INSERT INTO notices (account, kind, who, day) VALUES (@1, @2, @3, @4)
            ON CONFLICT (account, kind, who) DO UPDATE SET day = excluded.day WHERE notices.day <> excluded.day
            """,
            account, kind, who, day.ToString("yyyy-MM-dd")) > 0,
        committed: null, ct);

    // A card and a file show the whole text, whatever part of it their row names.
    private static string ReadSent(SqliteDataReader row)
    {
        var (text, start, length) = (row.GetString(0), row.GetInt32(1), row.GetInt32(2));
        return ParseRoad(row.GetString(3)) is Road.Webhook or Road.OpenApi && start >= 0 && length > 0 && start + length <= text.Length ? text.Substring(start, length) : text;
    }
}
