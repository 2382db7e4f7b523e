using System.Globalization;
using Dinghy.Gateway.Audit;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string Talks =
        """
        SELECT g.conversation, g.last, g.entries, h.at, s.number, s.model, s.summary, p.by_whom, p.at, p.until
        FROM (SELECT conversation, max(id) AS last, count(*) AS entries FROM history GROUP BY conversation) g
        JOIN history h ON h.id = g.last LEFT JOIN sessions s ON s.conversation = g.conversation
        LEFT JOIN pauses p ON p.conversation = CASE instr(g.conversation, '#') WHEN 0 THEN g.conversation ELSE substr(g.conversation, 1, instr(g.conversation, '#') - 1) END
        """;

    public Action<string> TalkChanged { set => _writer.Changed = value; }

    public Task<IReadOnlyList<Talk>> ListTalksAsync(string? query, long? before, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<Talk>>(
        session => [.. session.Query(
            $"""
            {Talks} WHERE g.last < @1 AND (@2 IS NULL OR instr(lower(g.conversation), lower(@2)) > 0
              OR EXISTS (SELECT 1 FROM people_seen n WHERE instr(lower(n.nick), lower(@2)) > 0 AND instr(g.conversation, '/' || n.person) > 0)
              OR EXISTS (SELECT 1 FROM groups_seen n WHERE instr(lower(n.title), lower(@2)) > 0 AND instr(g.conversation, '/' || n.conversation) > 0))
            ORDER BY g.last DESC LIMIT @3
            """,
            ReadTalk, before ?? long.MaxValue, query, limit).Select(talk => Named(session, talk))],
        ct);

    public Task<Talk?> FindTalkAsync(string key, CancellationToken ct) => ReadAsync(
        session => session.Query($"{Talks} WHERE g.conversation = @1", ReadTalk, key).Select(talk => Named(session, talk)).FirstOrDefault(), ct);

    public Task<IReadOnlyList<TalkEntry>> ReadTalkEntriesAsync(string key, long? before, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<TalkEntry>>(
        session =>
        {
            var rows = session.Query(
                "SELECT role, text, at, id, session, person, tools FROM history WHERE conversation = @1 AND id < @2 ORDER BY id DESC LIMIT @3",
                row => new TalkEntry(
                    row.GetInt64(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetString(5),
                    ReadEntry(key, row) with { Id = row.GetInt64(3), Tools = row.IsDBNull(6) ? null : row.GetString(6) }),
                key, before ?? long.MaxValue, limit);
            rows.Reverse();
            return rows;
        },
        ct);

    public Task ResetTalkAsync(string key, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            Change(session, turnId: 0, new SessionChange { Conversation = key, Anew = true }, at);
            return (true, [Append(session, new AuditEvent(AuditKinds.SessionReset, by, KeepOf(key), key), at)]);
        },
        ct);

    public Task SetTalkModelAsync(string key, string? model, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            Change(session, turnId: 0, new SessionChange { Conversation = key, Model = new Setting(model) }, at);
            var happened = new AuditEvent(AuditKinds.SessionModel, by, KeepOf(key), key) { Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = model ?? "" } };
            return (true, [Append(session, happened, at)]);
        },
        ct);

    public Task<Turn?> LastTurnAsync(string conversation, CancellationToken ct) => ReadAsync(
        session => session.Query($"SELECT {TurnColumns} FROM turns t WHERE t.conversation = @1 AND t.payload IS NOT NULL ORDER BY t.id DESC LIMIT 1", TryReadTurn, conversation).FirstOrDefault(), ct);

    public Task PauseTalkAsync(Pause pause, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            session.Touched.Add(pause.Conversation);
            session.Execute(
                "INSERT INTO pauses (conversation, by_whom, at, until) VALUES (@1, @2, @3, @4) ON CONFLICT (conversation) DO UPDATE SET by_whom = excluded.by_whom, at = excluded.at, until = excluded.until",
                pause.Conversation, pause.By, pause.At.ToUnixTimeMilliseconds(), pause.Until.ToUnixTimeMilliseconds());
            var happened = new AuditEvent(AuditKinds.TakeoverPaused, pause.By, KeepOf(pause.Conversation), pause.Conversation)
            {
                Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["until"] = pause.Until.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture) },
            };
            return (true, [Append(session, happened, pause.At)]);
        },
        ct);

    public Task<bool> ProlongPauseAsync(string conversation, DateTimeOffset until, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute("UPDATE pauses SET until = max(until, @2) WHERE conversation = @1", conversation, until.ToUnixTimeMilliseconds()) > 0, committed: null, ct);

    public Task<bool> ResumeTalkAsync(string conversation, string by, DateTimeOffset at, CancellationToken ct) => WriteAuditedAsync<bool>(
        session =>
        {
            if (session.Execute("DELETE FROM pauses WHERE conversation = @1", conversation) == 0) return (false, []);
            session.Touched.Add(conversation);
            return (true, [Append(session, new AuditEvent(AuditKinds.TakeoverResumed, by, KeepOf(conversation), conversation), at)]);
        },
        ct);

    public Task<IReadOnlyList<Pause>> ReadPausesAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<Pause>>(
        session => session.Query("SELECT conversation, by_whom, at, until FROM pauses ORDER BY until, conversation", row => new Pause(row.GetString(0), row.GetString(1), Time(row, 2), Time(row, 3))), ct);

    private static Talk ReadTalk(SqliteDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), Time(row, 3))
    {
        Session = row.IsDBNull(4) ? 0 : row.GetInt64(4),
        Model = row.IsDBNull(5) ? null : row.GetString(5),
        Summary = row.IsDBNull(6) ? null : row.GetString(6),
        Pause = row.IsDBNull(7) ? null : new Pause(Talk.ConversationOf(row.GetString(0)), row.GetString(7), Time(row, 8), Time(row, 9)),
    };

    /// <summary>By the key: keep, kind, and the id that stands as it is.</summary>
    private static Talk Named(SqliteSession session, Talk talk)
    {
        var words = talk.Conversation.Split('/', 3);
        if (words.Length < 3) return talk;
        var name = words[1] switch
        {
            "dm" => session.Query("SELECT nick FROM people_seen WHERE account = @1 AND person = @2", row => row.GetString(0), KeepOf(talk.Key), words[2]),
            "group" => session.Query("SELECT title FROM groups_seen WHERE account = @1 AND conversation = @2", row => row.GetString(0), KeepOf(talk.Key), words[2]),
            _ => [],
        };
        return talk with { Name = name is [{ Length: > 0 } known] ? known : null };
    }

    /// <summary>As <see cref="Turn.Keep"/>.</summary>
    private static string KeepOf(string key) => key.Split('/')[0].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
