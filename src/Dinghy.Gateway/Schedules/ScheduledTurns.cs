using System.Collections.Concurrent;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Schedules;

/// <summary>The turns that no person said and to which nothing was said yet, each with its schedule as it was when it was due.</summary>
internal sealed class ScheduledTurns
{
    private readonly ConcurrentDictionary<long, Schedule> _open = new();

    /// <summary>Null: a person said it; or its schedule was removed before a restart: see <see cref="Schedule.IsRun"/>.</summary>
    public Schedule? Find(long turnId) => _open.GetValueOrDefault(turnId);

    /// <summary>The last time it was due is still in work.</summary>
    public bool Runs(long scheduleId) => _open.Values.Any(schedule => schedule.Id == scheduleId);

    public void Add(long turnId, Schedule schedule) => _open[turnId] = schedule;

    /// <summary>Something is in work.</summary>
    public bool Any => !_open.IsEmpty;

    /// <summary>Makes it what the store says; nobody may add meanwhile.</summary>
    public void Keep(IReadOnlyList<ScheduledTurn> open)
    {
        var ids = open.Select(turn => turn.TurnId).ToHashSet();
        foreach (var turnId in _open.Keys)
            if (!ids.Contains(turnId)) _open.TryRemove(turnId, out _);
        foreach (var turn in open) _open.TryAdd(turn.TurnId, turn.Schedule);
    }
}
