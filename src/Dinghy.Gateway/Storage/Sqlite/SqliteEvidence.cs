using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>What the last day left behind, for whoever looks for a fault. A look that changes nothing and needs no lock. No text of anybody is in it.</summary>
internal sealed record SqliteEvidence
{
    private const string Made = "message_id NOT LIKE '%:%'";

    /// <summary>Messages that were let in.</summary>
    public long Taken { get; init; }

    /// <summary>Messages that were not, by account and reason.</summary>
    public IReadOnlyList<RefusalCount> Refusals { get; init; } = [];

    /// <summary>Answers that could not be delivered.</summary>
    public long Undelivered { get; init; }

    /// <summary>What DingTalk said of the newest of them; null: nothing.</summary>
    public string? UndeliveredWhy { get; init; }

    /// <summary>People who wait to be let in.</summary>
    public IReadOnlyList<string> Waiting { get; init; } = [];

    /// <summary>Messages that were seen first long after they were written.</summary>
    public IReadOnlyList<LateMessage> Late { get; init; } = [];

    /// <summary>The newest messages that brought a file, as they came; newest first.</summary>
    public IReadOnlyList<(string Account, string Payload)> WithFiles { get; init; } = [];

    /// <param name="home">Of the database.</param>
    /// <param name="since">The beginning of the day.</param>
    /// <param name="pairingSince">Older requests have lapsed.</param>
    /// <param name="late">How long after.</param>
    /// <returns>Null: there is no database, it is of an earlier schema, or it can not be read.</returns>
    public static SqliteEvidence? Look(string home, DateTimeOffset since, DateTimeOffset pairingSince, TimeSpan late)
    {
        var path = Path.Combine(home, "dinghy.db");
        if (!File.Exists(path)) return null;
        try
        {
            using var session = new SqliteSession(path, readOnly: true);
            if (SqliteUpgrades.Version(session) != SqliteUpgrades.Newest) return null;
            var from = since.ToUnixTimeMilliseconds();
            return new SqliteEvidence
            {
                Taken = session.Number($"SELECT count(*) FROM turns WHERE received_at >= @1 AND payload IS NOT NULL AND {Made} AND coalesce(outcome, '') <> 'ignored'", from) ?? 0,
                Refusals = session.Query(
                    $"SELECT account, reason, count(*) FROM turns WHERE received_at >= @1 AND outcome = 'ignored' AND reason IS NOT NULL AND {Made} GROUP BY account, reason ORDER BY 1, 2",
                    row => new RefusalCount(row.GetString(0), row.GetString(1), row.GetInt64(2)), from),
                Undelivered = session.Number("SELECT count(*) FROM replies WHERE state = 'dead' AND created_at >= @1", from) ?? 0,
                UndeliveredWhy = session.Query(
                    "SELECT parts.error FROM parts JOIN replies ON replies.id = parts.reply_id WHERE replies.state = 'dead' AND replies.created_at >= @1 AND parts.error IS NOT NULL ORDER BY parts.id DESC LIMIT 1",
                    row => row.GetString(0), from).FirstOrDefault(),
                Waiting = session.Query("SELECT nick FROM pairing_requests WHERE created_at >= @1 ORDER BY created_at", row => row.GetString(0), pairingSince.ToUnixTimeMilliseconds()),
                Late = session.Query(
                    $"""
                    SELECT account, born, received_at FROM (
                      SELECT id, account, received_at, CASE WHEN json_valid(payload) THEN json_extract(payload, '$.createAt') END AS born
                      FROM turns WHERE received_at >= @1 AND payload IS NOT NULL AND {Made})
                    WHERE typeof(born) = 'integer' AND received_at - born >= @2 ORDER BY id
                    """,
                    row => new LateMessage(row.GetString(0), Time(row, 1), Time(row, 2)), from, (long)late.TotalMilliseconds),
                WithFiles = session.Query(
                    $"SELECT account, payload FROM turns WHERE received_at >= @1 AND payload LIKE '%\"downloadCode\"%' AND {Made} ORDER BY id DESC LIMIT 20",
                    row => (row.GetString(0), row.GetString(1)), from),
            };
        }
        catch (Exception e) when (e is SqliteException or StoreException)
        {
            // Of what is wrong with the database a check of its own tells.
            return null;
        }
    }

    private static DateTimeOffset Time(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}

/// <param name="Account">Whose robot heard them.</param>
/// <param name="Reason">A code of <see cref="Reasons"/>.</param>
/// <param name="Count">How many.</param>
internal sealed record RefusalCount(string Account, string Reason, long Count);

/// <param name="Account">Whose robot heard it.</param>
/// <param name="WrittenAt">By DingTalk's clock.</param>
/// <param name="ReceivedAt">By ours.</param>
internal sealed record LateMessage(string Account, DateTimeOffset WrittenAt, DateTimeOffset ReceivedAt);
