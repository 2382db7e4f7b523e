namespace Dinghy.DingTalk.Stream;

/// <summary>Frames of one socket whose acknowledgement is still to come.</summary>
internal sealed class FramesInWork
{
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _quiet;

    public void Enter()
    {
        lock (_gate) _count++;
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_count > 0) return;
            _quiet?.TrySetResult();
            _quiet = null;
        }
    }

    public Task WhenQuiet()
    {
        lock (_gate)
        {
            if (_count == 0) return Task.CompletedTask;
            return (_quiet ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
