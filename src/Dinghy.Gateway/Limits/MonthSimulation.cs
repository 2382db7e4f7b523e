namespace Dinghy.Gateway.Limits;

/// <summary>Plays a month with the governor of the real one. Pure.</summary>
internal static class MonthSimulation
{
    /// <summary>What an answer that is shown while it grows costs at each pace: as the cards' own tests bound it.</summary>
    public static int CallsFor(CardPace pace) => pace switch { CardPace.Smooth => 8, CardPace.Slow => 4, _ => 0 };

    /// <param name="limit">Metered calls a month.</param>
    /// <param name="first">The first day; nothing is known of those before.</param>
    /// <param name="days">How many.</param>
    /// <param name="longAnswers">Answers of a day that take long enough for a card.</param>
    public static IEnumerable<Day> Run(long limit, DateOnly first, int days, Func<DateOnly, int> longAnswers)
    {
        var used = new Dictionary<DateOnly, long>();
        var pace = CardPace.Smooth;
        for (var date = first; date < first.AddDays(days); date = date.AddDays(1))
        {
            var counts = new int[3];
            var changes = 0;
            for (var i = longAnswers(date); i > 0; i--)
            {
                Judge(date, ref pace, ref changes);
                counts[(int)pace]++;
                used[date] = used.GetValueOrDefault(date) + CallsFor(pace);
            }

            Judge(date, ref pace, ref changes);
            var outlook = Outlook(date);
            yield return new Day(date, counts[0], counts[1], counts[2], outlook.Today, outlook.Used, outlook.Forecast, pace, changes);
        }

        MonthOutlook Outlook(DateOnly date) => MonthOutlook.Of(limit, date, first, day => used.GetValueOrDefault(day));

        void Judge(DateOnly date, ref CardPace pace, ref int changes)
        {
            var next = Governor.Next(pace, Outlook(date), usedUp: false);
            if (next != pace) changes++;
            pace = next;
        }
    }

    /// <param name="Date">Of Beijing's calendar.</param>
    /// <param name="Smooth">Answers in a smooth card.</param>
    /// <param name="Slow">In a slow one.</param>
    /// <param name="None">As one message, by the session webhook.</param>
    /// <param name="Calls">Metered.</param>
    /// <param name="Used">Of the month so far.</param>
    /// <param name="Forecast">For the month, at the day's end.</param>
    /// <param name="Pace">At the day's end.</param>
    /// <param name="Changes">Of the pace.</param>
    internal sealed record Day(DateOnly Date, int Smooth, int Slow, int None, long Calls, long Used, long Forecast, CardPace Pace, int Changes);
}
