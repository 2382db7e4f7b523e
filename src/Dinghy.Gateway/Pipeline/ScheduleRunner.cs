using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Brings what is due into the inbox, once each, and tells whoever made it when it goes wrong.</summary>
/// <param name="store">Knows what is due.</param>
/// <param name="turns">Knows what runs.</param>
/// <param name="config">The one that holds now.</param>
/// <param name="refusal">Why a message of this person would not be taken now; null: it would.</param>
/// <param name="post">Runs a turn that is stored.</param>
/// <param name="trouble">Hears of failures.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class ScheduleRunner(
    IScheduleStore store, ScheduledTurns turns, Func<DinghyConfig> config, Func<Inbound, string?> refusal, Action<Turn> post, ScheduleTrouble trouble, ScheduleLog log, TimeProvider time)
    : IAsyncDisposable
{
    private const int AtOnce = 100;

    /// <summary>Owners of failed schedules who are told before the next look at what is due.</summary>
    private const int ToldAtOnce = 3;

    /// <summary>However far the next time is: clocks jump, machines sleep.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>While something runs: its end may be one to tell of.</summary>
    private static readonly TimeSpan s_whileRunning = TimeSpan.FromSeconds(5);

    /// <summary>A wall clock that lost more than this was set back.</summary>
    private static readonly TimeSpan s_setBack = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly TickLoop _loop = new(s_whileRunning, log.StoreFailed, time);
    private (DateTimeOffset Wall, long Ticks) _seen;

    /// <summary>Which robot an account is; null: nothing is known of others.</summary>
    public RobotBook? Robots { get; init; }

    /// <summary>What a restart finds; before its turns run again.</summary>
    public async Task LoadAsync(CancellationToken ct) => turns.Keep(await store.OpenRunsAsync(ct));

    public void Start()
    {
        _seen = (time.GetUtcNow(), time.GetTimestamp());
        _loop.Start(ct => AloneAsync(() => TickAsync(ct), ct));
    }

    /// <summary>Something is due at another time than before.</summary>
    public void Look() => _loop.Look();

    /// <summary>Runs it now, whatever its times are.</summary>
    /// <returns>False: it was due at this very moment already.</returns>
    public Task<bool> RunNowAsync(Schedule schedule, CancellationToken ct) => AloneAsync(
        () =>
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            return FireAsync(new Firing(schedule, now, null, null) { ByHand = true }, ct);
        },
        ct);

    /// <summary>Does something while nothing else is fired or told.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> act, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            return await act();
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _one.Dispose();
    }

    /// <returns>How long nothing can be due.</returns>
    private async Task<TimeSpan> TickAsync(CancellationToken ct)
    {
        var current = config();
        if (!current.Schedules.Enabled) return s_longest;
        await FollowClockAsync(current, ct);
        var now = time.GetUtcNow();
        while (await store.DueSchedulesAsync(now, AtOnce, ct) is { Count: > 0 } due)
            foreach (var schedule in due) await FireDueAsync(schedule, current, now, ct);
        turns.Keep(await store.OpenRunsAsync(ct));
        var troubled = await store.TroubledSchedulesAsync(ct);
        foreach (var schedule in troubled.Take(ToldAtOnce)) await trouble.TellAsync(schedule, current.Schedules.PauseAfter, ct);
        // What is due by now goes before the rest of them: each message may take DingTalk's whole patience.
        if (troubled.Count > ToldAtOnce) return TimeSpan.Zero;
        var next = await store.NextDueAsync(ct) - time.GetUtcNow();
        var most = turns.Any ? s_whileRunning : s_longest;
        return next is { } wait && wait < most ? wait > TimeSpan.Zero ? wait : TimeSpan.Zero : most;
    }

    private async Task FireDueAsync(Schedule schedule, DinghyConfig current, DateTimeOffset now, CancellationToken ct)
    {
        Timetable table;
        try
        {
            table = Timetable.Of(schedule, ZoneOf(current));
        }
        catch (SpecException e)
        {
            log.Unreadable(schedule.Id, e.Message);
            await store.MarkScheduleAsync(schedule.Id, schedule.Failures, pause: true, ct);
            return;
        }

        var due = schedule.NextAt!.Value;
        if (turns.Runs(schedule.Id))
        {
            await FireAsync(After(schedule, due, table, now, TurnOutcome.Ignored(Reasons.StillRunning)), ct);
            return;
        }

        var missed = now - due > MissedTimes.Grace;
        IReadOnlyList<DateTimeOffset> times = !missed ? [due] : MissedTimes.Newest(table, due, now, schedule.CatchUp == CatchUp.All ? MissedTimes.MostAtOnce : 1);
        var outcome = missed && schedule.CatchUp == CatchUp.Skip ? TurnOutcome.Ignored(Reasons.Missed) : (TurnOutcome?)null;
        if (times.Count == 0) times = [due];
        for (var i = 0; i < times.Count; i++)
        {
            var firing = After(schedule, times[i], table, i == times.Count - 1 && missed ? now : times[i], outcome);
            await FireAsync(firing, ct);
            schedule = schedule with { NextAt = firing.NextAt, State = firing.State };
        }
    }

    private static Firing After(Schedule schedule, DateTimeOffset due, Timetable table, DateTimeOffset from, TurnOutcome? outcome)
    {
        var next = table.After(from);
        return new Firing(schedule, due, null, outcome) { NextAt = next, State = next is null ? ScheduleState.Done : ScheduleState.Active };
    }

    /// <summary>With its turn, unless there is a reason why not.</summary>
    private async Task<bool> FireAsync(Firing firing, CancellationToken ct)
    {
        var (schedule, now, current) = (firing.Schedule, time.GetUtcNow(), config());
        var (turn, why) = firing.Outcome is null ? Prepare(schedule, firing.DueAt, now, current) : (null, firing.Outcome);
        firing = firing with { Turn = turn, Outcome = why, StartedAt = now };
        var stored = 0L;
        var fired = await store.FireAsync(firing, added => { turns.Add(stored = added.Id, schedule); post(added); }, ct);
        if (fired && turn is not null) log.Fired(schedule.Id, firing.DueAt, stored);
        else log.NotFired(schedule.Id, firing.DueAt, why?.ToString() ?? "taken before");
        if (fired) Look();
        return fired;
    }

    private (NewTurn? Turn, TurnOutcome? Why) Prepare(Schedule schedule, DateTimeOffset due, DateTimeOffset now, DinghyConfig current)
    {
        var found = Robots is null ? current.Accounts.FirstOrDefault(account => account.Id == schedule.Account) : Robots.AccountOf(schedule, current.Accounts);
        if (found is not { } account) return (null, TurnOutcome.Failed(Reasons.NoAccount));
        var words = schedule.IsHeartbeat ? Heartbeats.WordsOf(schedule, current) : schedule.Message;
        if (words is null) return (null, TurnOutcome.Ignored(Reasons.NothingToDo));
        var payload = ScheduleTarget.Payload(schedule, words, due, now);
        var keep = schedule.Owner.Length > 0 ? schedule.Account : Robots?.KeepsOf(account) is [.., var last] ? last : account.Id;
        if (RobotMessageReader.Read(payload).Message is not { } message) return (null, TurnOutcome.Failed(Reasons.Malformed));
        // Whoever may not talk to the robot any more has no messages of it either.
        if (schedule.Owner.Length > 0 && refusal(new Inbound(account, message, payload, now) { Keep = schedule.Account }) is { } reason) return (null, TurnOutcome.Failed(reason));
        return (new NewTurn(account.Id, ConversationKey.Of(account, message, keep), now, payload, message), null);
    }

    /// <summary>A clock that was set back would leave all that repeats waiting for a time that has been; what ran by the old clock does not run again, for its due time is known.</summary>
    private async Task FollowClockAsync(DinghyConfig current, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var lost = time.GetElapsedTime(_seen.Ticks) - (now - _seen.Wall);
        _seen = (now, time.GetTimestamp());
        if (lost < s_setBack) return;
        var count = 0;
        foreach (var schedule in await store.ReadSchedulesAsync(ct))
        {
            if (schedule.State != ScheduleState.Active || schedule.Kind == SpecKind.At) continue;
            DateTimeOffset? next;
            try
            {
                next = Timetable.Of(schedule, ZoneOf(current)).After(now);
            }
            catch (SpecException)
            {
                // Told and paused when it is due; the others follow the clock.
                continue;
            }

            if (next >= schedule.NextAt || next is null) continue;
            await store.ChangeScheduleAsync(schedule with { NextAt = next }, ct);
            count++;
        }

        log.ClockWentBack((long)lost.TotalSeconds, count);
    }

    private TimeZoneInfo ZoneOf(DinghyConfig current) => Zones.Usual(current.Schedules.TimeZone, time.LocalTimeZone);
}
