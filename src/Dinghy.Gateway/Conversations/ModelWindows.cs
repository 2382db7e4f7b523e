using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Conversations;

/// <summary>How much each model takes, and how its tokens are counted.</summary>
/// <param name="own">Window and name of an agent's own model.</param>
/// <param name="scale">Learns.</param>
internal sealed class ModelWindows(Func<string, (int Window, string? Name)> own, TokenScale scale)
{
    /// <summary>Some models take a million tokens; each turn would pay for all of them again.</summary>
    public const int MostUsed = 131_072;

    /// <summary>Every model alike.</summary>
    public static ModelWindows Usual { get; } = new(_ => (TalkBudget.UsualWindow, null), new TokenScale());

    /// <param name="agent">Its id.</param>
    /// <param name="chosen">Set for the conversation; null: the agent's own.</param>
    public (int Window, TokenScale Scale, string? Name) Of(string agent, ModelReady? chosen)
    {
        var (window, name) = chosen is null ? own(agent) : (chosen.Facts.ContextWindow, chosen.Name);
        return (Math.Min(window, MostUsed), scale, name);
    }
}
