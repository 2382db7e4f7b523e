using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>What an agent asks where nothing else was set for a conversation.</summary>
/// <param name="Client">Null: none is usable.</param>
/// <param name="Note">Its name, or why there is none; for the operator.</param>
/// <param name="Sees">It takes pictures.</param>
internal sealed record OwnModel(IChatClient? Client, string Note, bool Sees = false)
{
    /// <summary>Its window, prices and abilities.</summary>
    public ModelFacts Facts { get; init; } = ModelFacts.Unknown;

    /// <summary>It and its fallbacks, as they are right now; empty: there is nothing to tell.</summary>
    public IReadOnlyList<ModelState> States => Client?.GetService<FallbackChatClient>()?.States ?? [];

    /// <summary>Who is asked now, where that is another than the first; null: it is the first.</summary>
    public string? StandIn => Client?.GetService<FallbackChatClient>() is { } chain && chain.Next != chain.States[0].Name ? chain.Next : null;
}
