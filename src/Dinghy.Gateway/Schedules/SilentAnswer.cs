namespace Dinghy.Gateway.Schedules;

/// <summary>Answers that say that there is nothing to say, in the words of the programs that people come from.</summary>
internal static class SilentAnswer
{
    public const string NoReply = "NO_REPLY";

    public const string HeartbeatOk = "HEARTBEAT_OK";

    /// <summary>Beside <see cref="HeartbeatOk"/> a few words are still nothing.</summary>
    private const int FewWords = 300;

    public static bool Is(string words)
    {
        var bare = words.AsSpan().Trim().Trim("*`_.。 \n");
        if (bare.SequenceEqual(NoReply)) return true;
        return (bare.StartsWith(HeartbeatOk, StringComparison.Ordinal) || bare.EndsWith(HeartbeatOk, StringComparison.Ordinal)) && bare.Length - HeartbeatOk.Length <= FewWords;
    }
}
