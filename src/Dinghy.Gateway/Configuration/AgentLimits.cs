namespace Dinghy.Gateway.Configuration;

/// <summary>What one answer may cost. Past any of them the model is asked once more, without tools, so that the answer ends in words.</summary>
internal sealed record AgentLimits
{
    /// <summary>Requests to the model, the last one included.</summary>
    public int Rounds { get; init; } = 20;

    /// <summary>From the first request on; tools that run then are ended.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Of all requests together, read and written, as the provider counts them.</summary>
    public long Tokens { get; init; } = 500_000;

    public static AgentLimits Read(NodeReader limits)
    {
        var usual = new AgentLimits();
        return new()
        {
            Rounds = limits.Whole("rounds") ?? usual.Rounds,
            Time = limits.Whole("minutes") is { } minutes ? TimeSpan.FromMinutes(minutes) : usual.Time,
            Tokens = limits.Whole("tokens") ?? usual.Tokens,
        };
    }
}
