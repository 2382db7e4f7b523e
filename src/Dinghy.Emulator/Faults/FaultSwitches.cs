namespace Dinghy.Emulator;

/// <summary>The switches that are on.</summary>
public sealed class FaultSwitches
{
    /// <summary>How many switches can be on at a time.</summary>
    public const int Limit = 100;

    private readonly Lock _gate = new();
    private readonly List<Fault> _active = [];
    private volatile bool _any;

    internal FaultSwitches() { }

    /// <summary>Carries out the faults that act at once.</summary>
    internal Action<Fault> ActAtOnce { get; set; } = static _ => { };

    /// <summary>What is on, with the times that are left.</summary>
    public IReadOnlyList<Fault> Active { get { lock (_gate) return [.. _active]; } }

    /// <summary>Switches a fault on; one with the same kind, API, application and target is replaced.</summary>
    public void Set(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Times is < 1) throw new ArgumentException("Times must be at least 1, or absent.", nameof(fault));
        if (fault is { ActsAtOnce: true, Times: null }) { ActAtOnce(fault); return; }
        lock (_gate)
        {
            _active.RemoveAll(f => f.Kind == fault.Kind && f.Api == fault.Api && f.ClientId == fault.ClientId && f.Target == fault.Target);
            if (_active.Count >= Limit) throw new InvalidOperationException($"At most {Limit} fault switches can be on.");
            _active.Add(fault);
            _any = true;
        }
    }

    /// <summary>Switches one kind off.</summary>
    public void Clear(FaultKind kind) { lock (_gate) { _active.RemoveAll(f => f.Kind == kind); _any = _active.Count > 0; } }

    /// <summary>Switches all off. Half-open connections stay as they are.</summary>
    public void Clear() { lock (_gate) { _active.Clear(); _any = false; } }

    /// <summary>Uses the first switch that fits up by one.</summary>
    internal Fault? Take(FaultKind kind, string? api = null, EmulatedApp? app = null, string? target = null)
    {
        if (!_any) return null;
        lock (_gate)
        {
            var index = _active.FindIndex(f => f.Kind == kind && (f.Api is null || f.Api == api) && (f.ClientId is null || f.ClientId == app?.ClientId)
                && (f.Target is null || target is null || f.Target == target));
            if (index < 0) return null;
            var fault = _active[index];
            if (fault.Times is { } times)
            {
                if (times > 1) _active[index] = fault with { Times = times - 1 };
                else _active.RemoveAt(index);
                _any = _active.Count > 0;
            }

            return fault;
        }
    }
}
