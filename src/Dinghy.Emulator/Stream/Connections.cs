namespace Dinghy.Emulator;

/// <summary>The live sockets. Each push goes to one of them, picked by the seeded chance.</summary>
internal sealed class Connections(EmulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<StreamConnection> _live = [];
    private readonly Random _chance = new(options.Seed);

    private long? _emptySince;
    private SocketGaps _gaps = new(0, TimeSpan.Zero);

    public Pulse Changed { get; } = new();

    /// <summary>How often, and how long at most, nobody was connected after somebody had been; one that lasts counts up to now.</summary>
    public SocketGaps Gaps
    {
        get
        {
            lock (_gate) return _emptySince is { } since ? _gaps.With(options.Time.GetElapsedTime(since)) : _gaps;
        }
    }

    public IReadOnlyList<StreamConnection> Live { get { lock (_gate) return [.. _live]; } }

    public void Add(StreamConnection connection)
    {
        lock (_gate)
        {
            _live.Add(connection);
            if (_emptySince is { } since) _gaps = _gaps.With(options.Time.GetElapsedTime(since));
            _emptySince = null;
        }

        Changed.Fire();
    }

    public void Remove(StreamConnection connection)
    {
        lock (_gate)
        {
            if (_live.Remove(connection) && _live.Count == 0) _emptySince = options.Time.GetTimestamp();
        }

        Changed.Fire();
    }

    public StreamConnection? Choose(EmulatedApp app, string type, string topic) => Pick(c => c.App.ClientId == app.ClientId && c.Hears(type, topic));

    public StreamConnection? ChooseAny(EmulatedApp app) => Pick(c => c.App.ClientId == app.ClientId && !c.Leaving);

    private StreamConnection? Pick(Predicate<StreamConnection> fits)
    {
        lock (_gate)
        {
            var found = _live.FindAll(fits);
            return found.Count switch { 0 => null, 1 => found[0], var n => found[_chance.Next(n)] };
        }
    }
}

/// <summary>Times in which no socket was open, after the first one had been.</summary>
/// <param name="Count">How many.</param>
/// <param name="Longest">Of one.</param>
public sealed record SocketGaps(int Count, TimeSpan Longest)
{
    internal SocketGaps With(TimeSpan gap) => new(Count + 1, gap > Longest ? gap : Longest);
}
