namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    public Task<IReadOnlyList<KnownRobot>> ReadRobotsAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<KnownRobot>>(Robots, ct);

    public Task<KnownRobot> MeetRobotAsync(string robot, string corp, string account, CancellationToken ct) => _writer.WriteAsync(
        session =>
        {
            var met = KnownRobot.Of(Robots(session), robot, corp, account);
            // Of whom no organisation was known, it is now.
            if (corp.Length > 0) session.Execute("DELETE FROM robots WHERE robot = @1 AND corp = '' AND account = @2 AND keep = @3", robot, account, met.Keep);
            session.Execute(
                "INSERT INTO robots (robot, corp, account, keep) VALUES (@1, @2, @3, @4) ON CONFLICT DO NOTHING",
                met.Robot, met.Corp, met.Account, met.Keep);
            return met;
        },
        committed: null, ct);

    public Task RenameRobotAsync(string robot, string before, string account, bool last, CancellationToken ct) => WriteAsync(
        session =>
        {
            session.Execute("UPDATE OR IGNORE robots SET account = @3 WHERE robot = @1 AND account = @2", robot, before, account);
            if (last) session.Execute("UPDATE schedules SET account = @2 WHERE account = @1 AND owner = ''", before, account);
        },
        ct);

    internal static List<KnownRobot> Robots(SqliteSession session) => session.Query(
        "SELECT robot, corp, account, keep FROM robots WHERE robot <> '' AND account <> '' AND keep <> '' ORDER BY robot, corp, account",
        row => new KnownRobot(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)));
}
