namespace Dinghy.DingTalk.Stream;

/// <summary>
/// Notices that the machine slept or its clock was set: the wall clock and the steady one went different ways, or a tick came far too late.
/// A socket that lived through this may be dead without knowing.
/// </summary>
internal sealed class ClockWatch : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TaskCompletionSource _jump = NewSignal();
    private DateTimeOffset _wall;
    private long _steady;

    public ClockWatch(TimeProvider time)
    {
        _time = time;
        _wall = time.GetUtcNow();
        _steady = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Tick(), state: null, _tick, _tick);
    }

    /// <summary>Completes at the next jump after it was asked for.</summary>
    public Task NextJump
    {
        get { lock (_gate) return _jump.Task; }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_gate)
        {
            var wall = _time.GetUtcNow();
            var steady = _time.GetTimestamp();
            var passed = _time.GetElapsedTime(_steady, steady);
            var apart = (wall - _wall - passed).Duration();
            (_wall, _steady) = (wall, steady);
            if (apart <= _tolerance && passed <= _tick + _tolerance) return;
            _jump.TrySetResult();
            _jump = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
