using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>What a model's name came to.</summary>
internal abstract record ModelChoice;

/// <param name="Client">Tries again, then the fallbacks; its <c>GetResponseAsync</c> gives a whole answer or throws <see cref="ModelException"/>. Every update's <c>ModelId</c> is the <c>provider/model</c> that gave it.</param>
/// <param name="Name"><c>provider/model</c>, for people.</param>
/// <param name="Reason">Why this one: <c>as configured</c>, or which key decided.</param>
/// <param name="Sees">It takes pictures.</param>
internal sealed record ModelReady(IChatClient Client, string Name, string Reason, bool Sees = false) : ModelChoice
{
    /// <summary>Levels of thinking that it can be told: <c>off</c>, <c>low</c>, <c>medium</c>, <c>high</c>; empty: none.</summary>
    public IReadOnlyList<string> ThinkingLevels { get; init; } = [];

    /// <summary>Its window, prices and abilities; of the model that is asked first, not of its fallbacks.</summary>
    public ModelFacts Facts { get; init; } = ModelFacts.Unknown;

    /// <summary>How it is right now.</summary>
    public ModelState State => Client.GetService<FallbackChatClient>()?.States[0] ?? new ModelState(Name, Facts, [null]);

    /// <summary>What an operator should know though it works: a retired name, a fallback that is none. Empty: nothing.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
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
    public const string BadCaFile = "bad_ca_file";
}
