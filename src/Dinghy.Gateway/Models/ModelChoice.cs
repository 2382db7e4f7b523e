using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>What a model's name came to.</summary>
internal abstract record ModelChoice;

/// <param name="Client">Retries transient faults; its <c>GetResponseAsync</c> gives a whole answer or throws <see cref="ModelException"/>.</param>
/// <param name="Name"><c>provider/model</c>, for people.</param>
/// <param name="Reason">Why this one: <c>as configured</c>, or which key decided.</param>
/// <param name="Sees">It takes pictures.</param>
internal sealed record ModelReady(IChatClient Client, string Name, string Reason, bool Sees = false) : ModelChoice
{
    /// <summary>Levels of thinking that it can be told: <c>off</c>, <c>low</c>, <c>medium</c>, <c>high</c>; empty: none.</summary>
    public IReadOnlyList<string> ThinkingLevels { get; init; } = [];
}

/// <summary>There is no model to ask; the gateway runs on and says so.</summary>
/// <param name="Code">One of the constants here: stable, for <c>/ready</c>, <c>doctor</c> and tests.</param>
/// <param name="Sentence">For the operator: what was found and what would do. Holds no secret.</param>
internal sealed record ModelUnusable(string Code, string Sentence) : ModelChoice
{
    public const string NoDefault = "no_default";
    public const string UnknownProvider = "unknown_provider";
    public const string UnknownType = "unknown_type";
    public const string NoModel = "no_model";
    public const string NoKey = "no_key";
    public const string BadKey = "bad_key";
    public const string NoBaseUrl = "no_base_url";
    public const string BadBaseUrl = "bad_base_url";
}
