namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task VoteAsync(Vote vote, CancellationToken ct) => WriteAsync(session => Take(session, vote), ct);

    public Task<IReadOnlyList<Vote>> ReadVotesAsync(long turnId, CancellationToken ct) => ReadAsync<IReadOnlyList<Vote>>(
        session => session.Query(
            "SELECT staff_id, up, at, comment FROM votes WHERE turn_id = @1 ORDER BY staff_id",
            row => new Vote(turnId, row.GetString(0), row.GetInt64(1) == 1, Time(row, 2)) { Comment = TextOf(row, 3) }, turnId),
        ct);

    public Task<long?> FindAnsweredAsync(string account, string conversation, IReadOnlyList<string> receipts, (DateTimeOffset From, DateTimeOffset To)? around, CancellationToken ct) => ReadAsync(
        session =>
        {
            foreach (var receipt in receipts)
            {
                var found = session.Number(
                    """
                    SELECT t.id FROM parts p CROSS JOIN replies r ON r.id = p.reply_id CROSS JOIN turns t ON t.id = r.turn_id
                    WHERE p.receipt = @3 AND t.account = @1 AND t.conversation = @2 ORDER BY p.id DESC LIMIT 1
                    """,
                    account, conversation, receipt)
                    ?? session.Number("SELECT t.id FROM cards c CROSS JOIN turns t ON t.id = c.turn_id WHERE c.carrier_id = @3 AND t.account = @1 AND t.conversation = @2", account, conversation, receipt);
                if (found is not null) return found;
            }

            if (around is not var (from, to)) return null;
            var near = session.Query(
                """
                SELECT DISTINCT t.id FROM parts p CROSS JOIN replies r ON r.id = p.reply_id CROSS JOIN turns t ON t.id = r.turn_id
                WHERE p.id > (SELECT ifnull(max(id), 0) FROM parts) - 100000 AND p.at BETWEEN @3 AND @4 AND p.state = 'delivered' AND p.receipt IS NULL AND t.account = @1 AND t.conversation = @2 LIMIT 2
                """,
                row => row.GetInt64(0), account, conversation, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
            return near is [var only] ? only : null;
        },
        ct);

    public Task<IReadOnlyList<Feedback>> ReadFeedbackAsync(FeedbackQuery query, CancellationToken ct) => ReadAsync<IReadOnlyList<Feedback>>(
        session => session.Query(
            """
            SELECT v.turn_id, t.account, t.conversation, v.staff_id, v.up, v.comment, v.at,
              (SELECT json_extract(r.run, '$.agent') FROM replies r WHERE r.turn_id = t.id AND r.closes_outcome IS NOT NULL AND json_valid(r.run) ORDER BY r.id DESC LIMIT 1)
            FROM votes v JOIN turns t ON t.id = v.turn_id
            WHERE v.at >= @1 AND (@2 IS NULL OR v.up = @2) AND (@3 IS NULL OR t.account = @3) ORDER BY v.at DESC, v.turn_id DESC LIMIT @4
            """,
            row => new Feedback(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4) == 1, TextOf(row, 5), Time(row, 6), TextOf(row, 7)),
            query.Since.ToUnixTimeMilliseconds(), query.Up is { } up ? up ? 1 : 0 : null, query.Account, query.Limit),
        ct);

    /// <summary>The last word of each holds; what was said beside an earlier one stays until something else is said.</summary>
    private static void Take(SqliteSession session, Vote vote) => session.Execute(
        """
        INSERT INTO votes (turn_id, staff_id, up, at, comment) SELECT @1, @2, @3, @4, @5 WHERE EXISTS (SELECT 1 FROM turns WHERE id = @1)
        ON CONFLICT (turn_id, staff_id) DO UPDATE SET up = excluded.up, at = excluded.at, comment = coalesce(excluded.comment, comment)
        """,
        vote.TurnId, vote.StaffId, vote.Up ? 1 : 0, vote.At.ToUnixTimeMilliseconds(), vote.Comment);
}
