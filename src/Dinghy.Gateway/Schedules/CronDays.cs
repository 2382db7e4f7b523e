namespace Dinghy.Gateway.Schedules;

/// <summary>The two fields that name days. Where both ask for something, one is enough; where one is open, the other decides.</summary>
internal sealed class CronDays
{
    private readonly CronField _days;
    private readonly CronField _weekdays;
    private readonly bool _lastDay;
    private readonly ulong _lastOf;
    private readonly List<(int Weekday, int Nth)> _nth;

    private CronDays(CronField days, CronField weekdays, bool lastDay, ulong lastOf, List<(int, int)> nth) =>
        (_days, _weekdays, _lastDay, _lastOf, _nth) = (days, weekdays, lastDay, lastOf, nth);

    public static CronDays Parse(string days, string weekdays)
    {
        var lastDay = Take(ref days, item => item is "L" or "l");
        var lastOf = 0UL;
        var nth = new List<(int, int)>();
        Take(ref weekdays, item =>
        {
            if (item is [.. var day, 'L' or 'l'] && day.Length > 0)
            {
                lastOf |= 1UL << CronUnit.Weekday.Wrap(CronUnit.Weekday.Read(day));
                return true;
            }

            if (item.Split('#') is not [var weekday, var number]) return false;
            nth.Add((CronUnit.Weekday.Wrap(CronUnit.Weekday.Read(weekday)), CronField.Number(number, 1, 5, "which one of the month")));
            return true;
        });
        return new(Field(days, CronUnit.Day), Field(weekdays, CronUnit.Weekday), lastDay, lastOf, nth);
    }

    public bool Match(DateTime day) =>
        _days.IsOpen || _weekdays.IsOpen ? OfMonth(day) && OfWeek(day) : OfMonth(day) || OfWeek(day);

    private bool OfMonth(DateTime day) => _days.Has(day.Day) || (_lastDay && day.Day == DateTime.DaysInMonth(day.Year, day.Month));

    private bool OfWeek(DateTime day)
    {
        var weekday = (int)day.DayOfWeek;
        return _weekdays.Has(weekday)
            || ((_lastOf >> weekday & 1) == 1 && day.Day + 7 > DateTime.DaysInMonth(day.Year, day.Month))
            || _nth.Contains((weekday, ((day.Day - 1) / 7) + 1));
    }

    private static CronField Field(string text, CronUnit kind) => text.Length == 0 ? new CronField(0, IsOpen: false) : CronField.Parse(text, kind);

    /// <summary>Takes what a list's usual reader does not know out of it.</summary>
    private static bool Take(ref string list, Func<string, bool> take)
    {
        var items = list.Split(',');
        var left = items.Where(item => !take(item)).ToList();
        list = string.Join(',', left);
        return left.Count < items.Length;
    }
}
