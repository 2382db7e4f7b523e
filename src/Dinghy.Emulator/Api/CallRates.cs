namespace Dinghy.Emulator;

/// <summary>A token bucket per application and API, a second deep.</summary>
internal sealed class CallRates(EmulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string ClientId, string Api), (double Left, long At)> _buckets = [];

    public bool TryTake(EmulatedApp app, string api)
    {
        if (options.ApiQps <= 0) return true;
        lock (_gate)
        {
            var now = options.Time.GetTimestamp();
            var (left, at) = _buckets.GetValueOrDefault((app.ClientId, api), (options.ApiQps, now));
            left = Math.Min(options.ApiQps, left + (options.Time.GetElapsedTime(at, now).TotalSeconds * options.ApiQps));
            var granted = left >= 1;
            _buckets[(app.ClientId, api)] = (granted ? left - 1 : left, now);
            return granted;
        }
    }
}
