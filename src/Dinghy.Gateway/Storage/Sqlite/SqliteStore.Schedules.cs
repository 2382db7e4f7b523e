using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    /// <summary>Of each schedule.</summary>
    private const int KeepRuns = 100;

    private const string ScheduleColumns =
        "s.id, s.account, s.name, s.owner, s.conversation, s.is_group, s.person, s.origin, s.agent, s.message, s.is_text, s.kind, s.spec, s.zone, "
        + "s.remembers, s.catch_up, s.state, s.next_at, s.created_at, s.failures, s.told, s.key";

    public Task<Schedule?> AddScheduleAsync(Schedule schedule, int mostOfOwner, int mostOfAll, CancellationToken ct) => _writer.WriteAsync<Schedule?>(
        session =>
        {
            if (schedule.Key is { } key && session.Query($"SELECT {ScheduleColumns} FROM schedules s WHERE s.key = @1", ReadSchedule, key) is [var known]) return known;
            if (session.Number("SELECT count(*) FROM schedules WHERE state <> 'done'") >= mostOfAll) return null;
            if (mostOfOwner > 0 && session.Number("SELECT count(*) FROM schedules WHERE account = @1 AND owner = @2 AND state <> 'done'", schedule.Account, schedule.Owner) >= mostOfOwner) return null;
            var id = session.Number(
                """
                INSERT INTO schedules (account, name, owner, conversation, is_group, person, origin, agent, message, is_text, kind, spec, zone, remembers, catch_up, state, next_at, created_at, changed_at, key)
                VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17, @18, @18, @19) RETURNING id
                """,
                schedule.Account, schedule.Name, schedule.Owner, schedule.Conversation, schedule.IsGroup ? 1 : 0, schedule.Person, schedule.Origin, schedule.Agent, schedule.Message,
                schedule.IsText ? 1 : 0, Word(schedule.Kind), schedule.Spec, schedule.Zone, schedule.Remembers ? 1 : 0, Word(schedule.CatchUp), Word(schedule.State), Milliseconds(schedule.NextAt),
                schedule.CreatedAt.ToUnixTimeMilliseconds(), schedule.Key);
            return schedule with { Id = id!.Value };
        },
        committed: null, ct);

    public Task<IReadOnlyList<Schedule>> ReadSchedulesAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<Schedule>>(
        session => session.Query($"SELECT {ScheduleColumns} FROM schedules s ORDER BY s.id", ReadSchedule), ct);

    public Task<Schedule?> FindScheduleAsync(long id, CancellationToken ct) => ReadAsync(session => Find(session, id), ct);

    public Task<bool> ChangeScheduleAsync(Schedule changed, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute(
            """
            UPDATE schedules SET name = @2, agent = @3, message = @4, is_text = @5, kind = @6, spec = @7, zone = @8, remembers = @9, catch_up = @10, state = @11,
              next_at = @12, failures = @13, told = @14 WHERE id = @1
            """,
            changed.Id, changed.Name, changed.Agent, changed.Message, changed.IsText ? 1 : 0, Word(changed.Kind), changed.Spec, changed.Zone, changed.Remembers ? 1 : 0,
            Word(changed.CatchUp), Word(changed.State), Milliseconds(changed.NextAt), changed.Failures, changed.Told) > 0,
        committed: null, ct);

    public Task<bool> RemoveScheduleAsync(long id, CancellationToken ct) =>
        _writer.WriteAsync(session => session.Execute("DELETE FROM schedules WHERE id = @1", id) > 0, committed: null, ct);

    public Task<IReadOnlyList<Schedule>> DueSchedulesAsync(DateTimeOffset now, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<Schedule>>(
        session => session.Query(
            $"SELECT {ScheduleColumns} FROM schedules s WHERE s.next_at IS NOT NULL AND s.next_at <= @1 ORDER BY s.next_at, s.id LIMIT @2", ReadSchedule, now.ToUnixTimeMilliseconds(), limit),
        ct);

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken ct) => ReadAsync<DateTimeOffset?>(
        session => session.Number("SELECT min(next_at) FROM schedules WHERE next_at IS NOT NULL") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, ct);

    public Task<bool> FireAsync(Firing firing, Action<Turn> stored, CancellationToken ct)
    {
        Turn? turn = null;
        return _writer.WriteAsync(session => Fire(session, firing, out turn), fired => { if (fired && turn is not null) stored(turn); }, ct);
    }

    public Task<IReadOnlyList<ScheduledTurn>> OpenRunsAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<ScheduledTurn>>(
        session => session.Query(
            $"SELECT {ScheduleColumns}, r.turn_id FROM schedule_runs r JOIN schedules s ON s.id = r.schedule_id JOIN turns t ON t.id = r.turn_id WHERE r.outcome IS NULL AND t.state = 'open'",
            row => new ScheduledTurn(row.GetInt64(22), ReadSchedule(row))),
        ct);

    public Task<IReadOnlyList<ScheduleRun>> ReadRunsAsync(long scheduleId, int limit, CancellationToken ct) => ReadAsync<IReadOnlyList<ScheduleRun>>(
        session => session.Query(
            "SELECT due_at, started_at, turn_id, by_hand, outcome, ended_at FROM schedule_runs WHERE schedule_id = @1 ORDER BY due_at DESC LIMIT @2",
            row => new ScheduleRun
            {
                ScheduleId = scheduleId,
                DueAt = Time(row, 0),
                StartedAt = Time(row, 1),
                TurnId = row.IsDBNull(2) ? 0 : row.GetInt64(2),
                ByHand = row.GetInt64(3) == 1,
                Outcome = row.IsDBNull(4) ? null : row.GetString(4),
                EndedAt = row.IsDBNull(5) ? null : Time(row, 5),
            },
            scheduleId, limit),
        ct);

    public Task<IReadOnlyList<Schedule>> TroubledSchedulesAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<Schedule>>(
        session => session.Query($"SELECT {ScheduleColumns} FROM schedules s WHERE s.failures > s.told ORDER BY s.id", ReadSchedule), ct);

    public Task MarkScheduleAsync(long id, int failures, bool pause, CancellationToken ct) => WriteAsync(
        session =>
        {
            session.Execute("UPDATE schedules SET told = @2 WHERE id = @1", id, failures);
            if (pause) session.Execute("UPDATE schedules SET state = 'paused', next_at = NULL WHERE id = @1 AND state = 'active'", id);
        },
        ct);

    public Task<int> PruneSchedulesAsync(DateTimeOffset before, CancellationToken ct) => _writer.WriteAsync(
        session => session.Execute("DELETE FROM schedules WHERE state = 'done' AND changed_at < @1", before.ToUnixTimeMilliseconds()), committed: null, ct);

    private bool Fire(SqliteSession session, Firing firing, out Turn? turn)
    {
        turn = null;
        var (schedule, started) = (firing.Schedule, Milliseconds(firing.Turn?.ReceivedAt ?? firing.StartedAt));
        if (Find(session, schedule.Id) is not { } present || (!firing.ByHand && (present.NextAt != schedule.NextAt || present.State != ScheduleState.Active))) return false;
        if (!firing.ByHand) session.Execute("UPDATE schedules SET next_at = @2, state = @3, changed_at = @4 WHERE id = @1", schedule.Id, Milliseconds(firing.NextAt), Word(firing.State), started);
        if (session.Number("SELECT 1 FROM schedule_runs WHERE schedule_id = @1 AND due_at = @2", schedule.Id, firing.DueAt.ToUnixTimeMilliseconds()) is not null) return false;
        if (firing.Turn is not null && (turn = Insert(session, firing.Turn)) is null) return false;
        session.Execute(
            "INSERT INTO schedule_runs (schedule_id, due_at, started_at, turn_id, by_hand, outcome, ended_at) VALUES (@1, @2, @3, @4, @5, @6, @7)",
            schedule.Id, firing.DueAt.ToUnixTimeMilliseconds(), started, turn?.Id, firing.ByHand ? 1 : 0, firing.Outcome?.ToString(), firing.Outcome is null ? null : started);
        if (firing.Outcome is { Kind: OutcomeKind.Failed }) session.Execute("UPDATE schedules SET failures = failures + 1 WHERE id = @1", schedule.Id);
        session.Execute(
            "DELETE FROM schedule_runs WHERE schedule_id = @1 AND outcome IS NOT NULL AND due_at < (SELECT due_at FROM schedule_runs WHERE schedule_id = @1 ORDER BY due_at DESC LIMIT 1 OFFSET @2)",
            schedule.Id, KeepRuns - 1);
        return true;
    }

    private static Schedule? Find(SqliteSession session, long id) =>
        session.Query($"SELECT {ScheduleColumns} FROM schedules s WHERE s.id = @1", ReadSchedule, id).FirstOrDefault();

    private static Schedule ReadSchedule(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Account = row.GetString(1),
        Name = row.GetString(2),
        Owner = row.GetString(3),
        Conversation = row.GetString(4),
        IsGroup = row.GetInt64(5) == 1,
        Person = row.GetString(6),
        Origin = row.GetString(7),
        Agent = row.IsDBNull(8) ? null : row.GetString(8),
        Message = row.GetString(9),
        IsText = row.GetInt64(10) == 1,
        Kind = row.GetString(11) switch { "cron" => SpecKind.Cron, "every" => SpecKind.Every, _ => SpecKind.At },
        Spec = row.GetString(12),
        Zone = row.GetString(13),
        Remembers = row.GetInt64(14) == 1,
        CatchUp = row.GetString(15) switch { "skip" => CatchUp.Skip, "all" => CatchUp.All, _ => CatchUp.Once },
        State = row.GetString(16) switch { "active" => ScheduleState.Active, "paused" => ScheduleState.Paused, _ => ScheduleState.Done },
        NextAt = row.IsDBNull(17) ? null : Time(row, 17),
        CreatedAt = Time(row, 18),
        Failures = row.GetInt32(19),
        Told = row.GetInt32(20),
        Key = row.IsDBNull(21) ? null : row.GetString(21),
    };

    private static long? Milliseconds(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    /// <summary>As it is stored, and as <c>--json</c> prints it.</summary>
    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
