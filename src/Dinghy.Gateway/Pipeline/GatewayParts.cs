using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Pipeline.Webhooks;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What the gateway takes from outside: the network, time, chance, logs, the model and a voice on stdout.</summary>
/// <param name="Http">Towards DingTalk; owned by the caller.</param>
/// <param name="Model">Null when none is usable; <paramref name="ModelNote"/> then says why.</param>
/// <param name="ModelNote">The model's name, or why there is none; for the operator.</param>
/// <param name="Loggers">Where named events go.</param>
/// <param name="Time">The clock.</param>
/// <param name="Chance">Jitter.</param>
/// <param name="Announce">Prints one whole line of the contract with operators.</param>
internal sealed record GatewayParts(
    HttpClient Http, IChatClient? Model, string ModelNote, ILoggerFactory Loggers, TimeProvider Time, Random Chance, Action<string> Announce)
{
    /// <summary>The model of a name, or of none for the usual one, and its fallbacks, or none for the usual ones: for agents with a model of their own. Null: <see cref="Model"/> serves every agent.</summary>
    public Func<string?, IReadOnlyList<string>?, ModelChoice>? ModelNamed { get; init; }

    /// <summary>An agent's own, made when it is first asked for.</summary>
    public OwnModel ModelOf(AgentConfig agent) => ModelNamed?.Invoke(agent.Model, agent.Fallbacks) switch
    {
        null => new OwnModel(Model, ModelNote, ModelSees) { Facts = ModelFacts },
        ModelReady ready => new OwnModel(ready.Client, ready.Name, ready.Sees) { Facts = ready.Facts },
        ModelUnusable unusable => new OwnModel(null, unusable.Sentence),
        _ => throw new InvalidOperationException("A choice of model has no case here."),
    };

    /// <summary>The model takes pictures.</summary>
    public bool ModelSees { get; init; }

    /// <summary>The model's window, prices and abilities.</summary>
    public ModelFacts ModelFacts { get; init; } = ModelFacts.Unknown;

    /// <summary>Models that a conversation may choose.</summary>
    public ModelShelf Models { get; init; } = ModelShelf.Empty;

    /// <summary>Describes pictures to a model that does not see; null when there is none.</summary>
    public IChatClient? ImageModel { get; init; }

    /// <summary>Which robot an account is; null: nothing is known of others.</summary>
    public RobotBook? Robots { get; init; }

    /// <summary>Looks at everything for an owner in chat; null: not here.</summary>
    public Commands.ChatDoctor? Doctor { get; init; }

    /// <summary>Told of every turn that ends; quick.</summary>
    public Action<Storage.Turn>? TurnEnded { get; init; }

    /// <summary>Listens for HTTP mode.</summary>
    public Listen Listen { get; init; } = (address, _, _) => throw new IOException($"{address}: this program does not listen.");

    /// <summary>Sockets that were connected before the gateway was made; null: none of this account.</summary>
    public Func<AccountConfig, HeldSocket?> Held { get; init; } = _ => null;

    /// <summary>Before every call to DingTalk.</summary>
    public CallGate Gate { get; init; } = CallGate.Open;
}
