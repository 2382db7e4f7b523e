namespace Dinghy.Emulator;

/// <summary>Counts every call of one address (there is one), and bars it for a while when they are too many in twenty seconds.</summary>
internal sealed class AddressWatch(EmulatorOptions options)
{
    private static readonly TimeSpan s_stretch = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<long> _calls = new();
    private DateTimeOffset _barredUntil;

    public bool Lets()
    {
        if (options.IpCallsPer20Seconds <= 0) return true;
        lock (_gate)
        {
            if (options.Time.GetUtcNow() < _barredUntil) return false;
            while (_calls.TryPeek(out var first) && options.Time.GetElapsedTime(first) >= s_stretch) _calls.Dequeue();
            _calls.Enqueue(options.Time.GetTimestamp());
            if (_calls.Count <= options.IpCallsPer20Seconds) return true;
            _barredUntil = options.Time.GetUtcNow() + options.IpBanFor;
            _calls.Clear();
            return false;
        }
    }
}
