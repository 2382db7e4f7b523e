namespace Dinghy.Gateway.Agents;

/// <summary>What an agent does, as it does it.</summary>
internal abstract record AgentUpdate
{
    /// <summary>More of the answer.</summary>
    internal sealed record Text(string Delta) : AgentUpdate;

    /// <summary>The attempt failed halfway and begins anew: what was said so far does not count.</summary>
    internal sealed record StartOver : AgentUpdate;

    /// <summary>The answer is whole.</summary>
    internal sealed record Finished : AgentUpdate;

    /// <summary>There will be no answer.</summary>
    /// <param name="Reason">A code of <see cref="Storage.Reasons"/>.</param>
    internal sealed record Failed(string Reason) : AgentUpdate;
}
