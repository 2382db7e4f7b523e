namespace Dinghy.Emulator;

/// <summary>The live sockets. Each push goes to one of them, picked by the seeded chance.</summary>
internal sealed class Connections(EmulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<StreamConnection> _live = [];
    private readonly Random _chance = new(options.Seed);

    public Pulse Changed { get; } = new();

    public IReadOnlyList<StreamConnection> Live { get { lock (_gate) return [.. _live]; } }

    public void Add(StreamConnection connection)
    {
        lock (_gate) _live.Add(connection);
        Changed.Fire();
    }

    public void Remove(StreamConnection connection)
    {
        lock (_gate) _live.Remove(connection);
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
