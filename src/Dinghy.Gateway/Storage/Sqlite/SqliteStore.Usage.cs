using System.Globalization;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string DayFormat = "yyyy-MM-dd";

    public Task AddUsageAsync(IReadOnlyList<UsageCount> counts, DateOnly forgetBefore, CancellationToken ct) => WriteAsync(
        session =>
        {
            foreach (var count in counts)
                session.Execute(
                    "INSERT INTO usage (account, day, kind, count) VALUES (@1, @2, @3, @4) ON CONFLICT (account, day, kind) DO UPDATE SET count = count + excluded.count",
                    count.Account, Wire(count.Day), count.Kind, count.Count);
            session.Execute("DELETE FROM usage WHERE day < @1", Wire(forgetBefore));
        },
        ct);

    public Task<IReadOnlyList<UsageCount>> ReadUsageAsync(DateOnly from, CancellationToken ct) => ReadAsync<IReadOnlyList<UsageCount>>(session => Usage(session, from), ct);

    internal static List<UsageCount> Usage(SqliteSession session, DateOnly from) => session.Query(
        "SELECT account, day, kind, count FROM usage WHERE day >= @1 ORDER BY day, account, kind",
        row => new UsageCount(row.GetString(0), DateOnly.ParseExact(row.GetString(1), DayFormat, CultureInfo.InvariantCulture), row.GetString(2), row.GetInt64(3)),
        Wire(from));

    public Task<bool> MarkToldAsync(string notice, DateTimeOffset at, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute("INSERT INTO usage_told (notice, at) VALUES (@1, @2) ON CONFLICT DO NOTHING", notice, at.ToUnixTimeMilliseconds()) > 0,
        committed: null, ct);

    private static string Wire(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);
}
