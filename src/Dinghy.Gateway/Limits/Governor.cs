namespace Dinghy.Gateway.Limits;

/// <summary>How lavish cards may be so that the month lasts. Pure. Steps down at once, and up only where the dearer pace would hold: a smooth card costs about twice a slow one.</summary>
internal static class Governor
{
    private const double AllUsed = 0.97;

    public static CardPace Next(CardPace now, MonthOutlook calls, bool usedUp)
    {
        if (calls.Limit == 0 && !usedUp) return CardPace.Smooth;
        if (usedUp || calls.UsedPart >= AllUsed || calls.TodayPart >= 0.9) return CardPace.None;
        if (now == CardPace.None && calls.TodayPart >= 0.7) return CardPace.None;
        if (calls.ForecastPart > 1 || calls.TodayPart >= 0.5) return CardPace.Slow;
        if (now == CardPace.Smooth) return CardPace.Smooth;
        return calls is { ForecastPart: < 0.55, TodayPart: < 0.35 } ? CardPace.Smooth : CardPace.Slow;
    }
}
