using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>When the next frame is due. The gaps grow, so that an answer of ten seconds costs four frames and one of a minute ten.</summary>
internal static class CardPacing
{
    private static readonly TimeSpan s_firstWords = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_firstGap = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan s_longestGap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(3);
    private const double Growth = 1.5;

    /// <param name="pace">How lavish the account may be.</param>
    /// <param name="frames">Sent since the card was made.</param>
    /// <param name="empty">Nothing can be read in it yet.</param>
    /// <returns>The gap since the last call, or since the first words when it is empty; null: no frame before the last.</returns>
    public static TimeSpan? Gap(CardPace pace, int frames, bool empty) => pace switch
    {
        CardPace.Smooth when empty => s_firstWords,
        CardPace.Smooth => Grown(frames),
        // Made, one frame, the last one, its dress: four calls.
        CardPace.Slow when frames == 0 => s_slow,
        _ => null,
    };

    private static TimeSpan Grown(int frames)
    {
        var gap = s_firstGap * Math.Pow(Growth, Math.Min(frames, 20));
        return gap < s_longestGap ? gap : s_longestGap;
    }
}
