namespace Dinghy.Emulator;

/// <summary>Calls of one application on one API: so many in any second, wherever that second begins. A call that is refused does not count.</summary>
internal sealed class CallRates(EmulatorOptions options)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string ClientId, string Api), Queue<long>> _taken = [];

    public bool TryTake(EmulatedApp app, string api)
    {
        if (options.ApiQps <= 0) return true;
        lock (_gate)
        {
            if (!_taken.TryGetValue((app.ClientId, api), out var taken)) _taken[(app.ClientId, api)] = taken = new Queue<long>();
            while (taken.TryPeek(out var first) && options.Time.GetElapsedTime(first) >= s_second) taken.Dequeue();
            if (taken.Count >= options.ApiQps) return false;
            taken.Enqueue(options.Time.GetTimestamp());
            return true;
        }
    }
}
