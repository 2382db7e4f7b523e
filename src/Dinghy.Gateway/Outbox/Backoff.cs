namespace Dinghy.Gateway.Outbox;

/// <summary>How long an undelivered reply waits: 1 s doubling to 5 min, for 24 h.</summary>
internal static class Backoff
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    /// <summary>However long DingTalk asks to wait: a number from outside must not end the trying.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);
    public static readonly TimeSpan GivesUpAfter = TimeSpan.FromHours(24);

    /// <param name="rounds">Rounds that failed, 1 for the first.</param>
    /// <param name="asked">What DingTalk asked for; the longer of the two holds, up to <see cref="LongestAsked"/>.</param>
    public static TimeSpan After(int rounds, TimeSpan? asked)
    {
        var doubled = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(rounds - 1, 16)));
        var own = doubled < Longest ? doubled : Longest;
        if (asked is not { } wish || wish <= own) return own;
        return wish < LongestAsked ? wish : LongestAsked;
    }
}
