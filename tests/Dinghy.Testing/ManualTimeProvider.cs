namespace Dinghy.Testing;

/// <summary>A clock that moves only when told to. Timers fire, in due order, inside <see cref="Advance"/>.</summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private long _ticks;

    public ManualTimeProvider() : this(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero)) { }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are armed: lets a test wait until the code under test is waiting.</summary>
    public int ArmedTimers { get { lock (_gate) return _timers.Count(t => t.Due is not null); } }

    /// <summary>Until the next armed timer is due; null when none is.</summary>
    public TimeSpan? UntilNextTimer { get { lock (_gate) return _timers.Min(t => t.Due) is { } due ? TimeSpan.FromTicks(due - _ticks) : null; } }

    public override DateTimeOffset GetUtcNow() { lock (_gate) return _now; }

    public override long GetTimestamp() { lock (_gate) return _ticks; }

    /// <summary>Moves the wall clock alone, as a machine waking from sleep sees it.</summary>
    public void JumpWallClock(TimeSpan by) { lock (_gate) _now += by; }

    public void Advance(TimeSpan by)
    {
        long target;
        lock (_gate) target = _ticks + by.Ticks;
        while (NextDue(target) is { } timer) timer.Fire();
        lock (_gate) { _now += TimeSpan.FromTicks(target - _ticks); _ticks = target; }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(long until)
    {
        lock (_gate)
        {
            var next = _timers.Where(t => t.Due <= until).MinBy(t => t.Due);
            if (next is null) return null;
            if (next.Due > _ticks) { _now += TimeSpan.FromTicks(next.Due!.Value - _ticks); _ticks = next.Due.Value; }
            next.Rearm();
            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly Lock _firing = new();
        private TimeSpan _period;
        private volatile bool _disposed;

        public long? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._ticks + dueTime.Ticks;
                if (!clock._timers.Contains(this)) clock._timers.Add(this);
            }

            return true;
        }

        public void Rearm() => Due = _period > TimeSpan.Zero ? Due + _period.Ticks : null;

        public void Fire()
        {
            lock (_firing)
                if (!_disposed) callback(state);
        }

        public void Dispose()
        {
            _disposed = true;
            lock (clock._gate) clock._timers.Remove(this);
        }

        // As the real one: when this ends, no callback runs any more.
        public ValueTask DisposeAsync()
        {
            Dispose();
            lock (_firing) return ValueTask.CompletedTask;
        }
    }
}
