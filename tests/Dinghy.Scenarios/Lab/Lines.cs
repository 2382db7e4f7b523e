namespace Dinghy.Scenarios.Lab;

/// <summary>What a process printed on one of its streams, line by line, with waiting for a line.</summary>
internal sealed class Lines
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    public IReadOnlyList<string> All { get { lock (_gate) return [.. _lines]; } }

    public int Count { get { lock (_gate) return _lines.Count; } }

    public void Add(string line) => Change(() => _lines.Add(line));

    /// <summary>The stream is closed: nothing more will come.</summary>
    public void End() => Change(() => _ended = true);

    /// <summary>The first line after <paramref name="skip"/> that fits; an exception when the stream ends without one.</summary>
    public async Task<string> WaitAsync(Func<string, bool> fits, int skip = 0)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_lines.Skip(skip).FirstOrDefault(fits) is { } line) return line;
                if (_ended) throw new InvalidOperationException("The process ended without such a line.");
                changed = _changed.Task;
            }

            await changed;
        }
    }

    /// <summary>Ends once there are more lines than <paramref name="count"/>.</summary>
    public Task MoreThanAsync(int count) => WaitAsync(_ => true, count);

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
