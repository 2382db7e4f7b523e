using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What the admin port looks at besides messages.</summary>
internal sealed partial class GatewayHost
{
    /// <summary>Agents for other programs, of the configuration that holds now.</summary>
    public AgentDoor Door { get; private set; }

    /// <summary>What is kept for good.</summary>
    public AuditTrail Audit { get; }

    /// <summary>Messages to others, as the configuration that holds now has them.</summary>
    public OrganisationRoom Office { get; private set; }

    /// <summary>The robot's things are kept under this name.</summary>
    public string KeepOf(AccountConfig account) => Dispatching.KeepOf(_reception.Robots, account);

    /// <summary>Fires when the gateway stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>What is due at times.</summary>
    public Timekeeping Time => _timekeeping;

    /// <summary>What models cost.</summary>
    public SpendMeter Budgets => _spending.Meter;

    /// <summary>What models cost from one day to another.</summary>
    public Task<IReadOnlyList<Spend>> SpendAsync(DateOnly from, DateOnly to, CancellationToken ct) => _store.ReadSpendAsync(from, to, ct);
}
