using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What the admin port looks at besides messages.</summary>
internal sealed partial class GatewayHost
{
    /// <summary>Agents for other programs, of the configuration that holds now.</summary>
    public AgentDoor Door { get; private set; }

    /// <summary>What is kept for good.</summary>
    public AuditTrail Audit { get; }

    /// <summary>Fires when the gateway stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>What is due at times.</summary>
    public Timekeeping Time => _timekeeping;

    /// <summary>What models cost.</summary>
    public SpendMeter Budgets => _spending.Meter;

    /// <summary>What models cost from one day to another.</summary>
    public Task<IReadOnlyList<Spend>> SpendAsync(DateOnly from, DateOnly to, CancellationToken ct) => _store.ReadSpendAsync(from, to, ct);
}
