namespace Dinghy.DingTalk.Stream;

/// <summary>How long silence may last before a second socket is tried: longer each time while it lasts, short again once data flows.</summary>
internal sealed class IdleWatch(TimeSpan first, TimeSpan most)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _shortened = NewSignal();
    private readonly TimeSpan _first = first;
    private TimeSpan _interval = first;

    public (TimeSpan Interval, Task Shortened) Current
    {
        get { lock (_gate) return (_interval, _shortened.Task); }
    }

    public void Lengthen()
    {
        lock (_gate) _interval = _interval * 2 < most ? _interval * 2 : most;
    }

    public void DataCame()
    {
        lock (_gate)
        {
            if (_interval == _first) return;
            _interval = _first;
            _shortened.TrySetResult();
            _shortened = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
