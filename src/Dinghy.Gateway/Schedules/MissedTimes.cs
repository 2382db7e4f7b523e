using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Schedules;

/// <summary>Times that passed while nobody was there to keep them.</summary>
internal static class MissedTimes
{
    /// <summary>Later than this, a time was missed: the program was down, the machine slept, or the clock jumped.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>Of one schedule, under <see cref="CatchUp.All"/>: the newest.</summary>
    public const int MostAtOnce = 10;

    /// <summary>Far enough back for the newest few of any timetable, without walking over a year of seconds.</summary>
    private static readonly TimeSpan[] s_windows = [TimeSpan.FromMinutes(10), TimeSpan.FromHours(10), TimeSpan.FromDays(10), TimeSpan.FromDays(400)];

    /// <summary>The newest of the times from one on until now, oldest first.</summary>
    public static IReadOnlyList<DateTimeOffset> Newest(Timetable table, DateTimeOffset from, DateTimeOffset now, int count)
    {
        foreach (var window in s_windows)
        {
            var start = now - window > from ? now - window : from;
            var found = Between(table, start, now, count);
            if (found.Count == count || start == from) return found;
        }

        return Between(table, from, now, count);
    }

    private static List<DateTimeOffset> Between(Timetable table, DateTimeOffset from, DateTimeOffset now, int count)
    {
        var newest = new Queue<DateTimeOffset>(count + 1);
        for (var at = table.After(from.AddTicks(-1)); at is { } time && time <= now; at = table.After(time))
        {
            newest.Enqueue(time);
            if (newest.Count > count) newest.Dequeue();
        }

        return [.. newest];
    }
}
