using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Schedules;

/// <summary>Makes, shows and ends schedules, for people, models and the operator alike.</summary>
/// <param name="store">Keeps them.</param>
/// <param name="owners">May end what others made.</param>
/// <param name="config">The one that holds now.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class ScheduleDesk(IScheduleStore store, Owners owners, Func<DinghyConfig> config, ScheduleLog log, TimeProvider time)
{
    /// <summary>Times that are told of a new one.</summary>
    public const int Ahead = 3;

    private const int MaxAll = 5_000;
    private const int MaxMessage = 4_000;
    private const int MaxName = 100;

    /// <summary>Between two times of what a person made: a model call a minute is plenty.</summary>
    private static readonly TimeSpan s_leastForPeople = TimeSpan.FromMinutes(1);

    /// <summary>Something is due at another time than before: whoever waits for it looks again.</summary>
    public Action Changed { get; set; } = () => { };

    public SchedulesConfig Config => config().Schedules;

    public TimeZoneInfo Zone => Zones.Usual(Config.TimeZone, time.LocalTimeZone);

    public Owners Owners => owners;

    /// <param name="wish">What and when.</param>
    /// <param name="target">Account, owner, conversation and person; the rest comes from the wish.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<ScheduleAnswer> CreateAsync(ScheduleWish wish, Schedule target, ScheduleViewer viewer, CancellationToken ct)
    {
        if (Refusal(wish, viewer) is { } refusal) return ScheduleAnswer.No(refusal);
        var (schedule, problem) = Make(wish, target, viewer.IsOperator);
        if (schedule is null) return ScheduleAnswer.No(problem);
        var made = await store.AddScheduleAsync(schedule, viewer.IsOperator ? 0 : Config.MaxPerPerson, MaxAll, ct);
        if (made is null) return ScheduleAnswer.No(viewer.IsOperator ? $"There are {MaxAll} schedules already." : $"This person has {Config.MaxPerPerson} schedules already, as many as allowed: cancel one first.");
        Told(made, "made", viewer);
        return new(made, Timetable.Of(made, Zone).After(time.GetUtcNow(), Ahead), null);
    }

    public async Task<IReadOnlyList<Schedule>> ListAsync(ScheduleViewer viewer, CancellationToken ct) =>
        [.. (await store.ReadSchedulesAsync(ct)).Where(schedule => viewer.Sees(schedule) && (viewer.IsOperator || schedule.State != ScheduleState.Done))];

    /// <summary>Null: there is none, as far as this one may know.</summary>
    public async Task<Schedule?> FindAsync(long id, ScheduleViewer viewer, CancellationToken ct) =>
        await store.FindScheduleAsync(id, ct) is { } schedule && viewer.MayTouch(schedule) ? schedule : null;

    /// <returns>What was removed; null: there is none, as far as this one may know.</returns>
    public async Task<Schedule?> CancelAsync(long id, ScheduleViewer viewer, CancellationToken ct)
    {
        if (await FindAsync(id, viewer, ct) is not { } schedule || !await store.RemoveScheduleAsync(id, ct)) return null;
        Told(schedule, "cancelled", viewer);
        return schedule;
    }

    /// <summary>Other times, words or ways; who owns it and to whom it speaks stays.</summary>
    public async Task<ScheduleAnswer> EditAsync(long id, Func<Schedule, ScheduleWish> change, ScheduleViewer viewer, CancellationToken ct)
    {
        if (await FindAsync(id, viewer, ct) is not { } present) return ScheduleAnswer.No($"There is no schedule {id}.");
        var (changed, problem) = Make(change(present), present, viewer.IsOperator);
        if (changed is null) return ScheduleAnswer.No(problem);
        if (present.State == ScheduleState.Paused) changed = changed with { State = ScheduleState.Paused, NextAt = null };
        return await PutAsync(changed with { CreatedAt = present.CreatedAt }, "changed", viewer, ct);
    }

    /// <summary>Paused, or active again with a clean record.</summary>
    public async Task<ScheduleAnswer> EnableAsync(long id, bool enabled, ScheduleViewer viewer, CancellationToken ct)
    {
        if (await FindAsync(id, viewer, ct) is not { } present) return ScheduleAnswer.No($"There is no schedule {id}.");
        if (!enabled) return await PutAsync(present with { State = ScheduleState.Paused, NextAt = null }, "paused", viewer, ct);
        var next = Timetable.Of(present, Zone).After(time.GetUtcNow());
        return next is null ? ScheduleAnswer.No("Its time has passed: give it another with --at.")
            : await PutAsync(present with { State = ScheduleState.Active, NextAt = next, Failures = 0, Told = 0 }, "enabled", viewer, ct);
    }

    public Task<IReadOnlyList<ScheduleRun>> RunsAsync(long id, int limit, CancellationToken ct) => store.ReadRunsAsync(id, limit, ct);

    private async Task<ScheduleAnswer> PutAsync(Schedule changed, string what, ScheduleViewer viewer, CancellationToken ct)
    {
        if (!await store.ChangeScheduleAsync(changed, ct)) return ScheduleAnswer.No($"There is no schedule {changed.Id}.");
        Told(changed, what, viewer);
        return new(changed, changed.NextAt is null ? [] : Timetable.Of(changed, Zone).After(time.GetUtcNow(), Ahead), null);
    }

    private string? Refusal(ScheduleWish wish, ScheduleViewer viewer) =>
        !Config.Enabled ? "Schedules are switched off here (schedules.enabled)."
        : viewer.IsOperator ? null
        : viewer.Person.Length == 0 ? "This person is not of the organisation, and can not be written to later."
        : Config.MaxPerPerson == 0 ? "People can not make schedules here (schedules.max_per_person)."
        : wish.Agent is not null ? "The agent can not be chosen here."
        : null;

    private (Schedule? Schedule, string Problem) Make(ScheduleWish wish, Schedule target, bool byOperator)
    {
        var (words, name) = (wish.Message.Trim(), wish.Name.Trim());
        if (words.Length is 0 or > MaxMessage) return (null, $"The message has 1 to {MaxMessage} characters.");
        if (name.Length > MaxName || name.Any(char.IsControl)) return (null, $"A name has at most {MaxName} characters, on one line.");
        var zone = wish.Zone is { } named ? Zones.Find(named) : Zone;
        if (zone is null) return (null, $"'{CronField.Shown(wish.Zone!)}' is no time zone: use an IANA name, as Asia/Shanghai.");
        var now = time.GetUtcNow();
        try
        {
            var schedule = target with
            {
                Name = name, Message = words, IsText = wish.IsText, Kind = wish.Kind, Spec = SpecReader.Read(wish.Kind, wish.Spec, zone, now), Zone = zone.Id,
                Remembers = wish.Remembers, CatchUp = wish.CatchUp, Agent = wish.Agent ?? target.Agent, Key = wish.Key ?? target.Key, State = ScheduleState.Active, CreatedAt = now,
            };
            var next = Timetable.Of(schedule, zone).After(now, byOperator ? 1 : 10);
            if (next.Count == 0) return (null, "It would never be due.");
            if (next.Zip(next.Skip(1)).Any(pair => pair.Second - pair.First < s_leastForPeople)) return (null, "At most once a minute.");
            return (schedule with { NextAt = next[0] }, "");
        }
        catch (SpecException e)
        {
            return (null, e.Message);
        }
    }

    private void Told(Schedule schedule, string what, ScheduleViewer viewer)
    {
        log.Changed(schedule.Id, what, viewer.IsOperator ? "the operator" : Diagnostics.Printable.Of(viewer.Person));
        Changed();
    }
}
