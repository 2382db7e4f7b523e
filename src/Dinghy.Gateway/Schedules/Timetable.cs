using System.Globalization;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Schedules;

/// <summary>When a schedule is due.</summary>
internal abstract record Timetable
{
    /// <summary>The first moment after another; null: never again.</summary>
    public abstract DateTimeOffset? After(DateTimeOffset moment);

    /// <summary>The moments after one, at most so many.</summary>
    public IReadOnlyList<DateTimeOffset> After(DateTimeOffset moment, int count)
    {
        var found = new List<DateTimeOffset>();
        while (found.Count < count && After(moment) is { } next) found.Add(moment = next);
        return found;
    }

    /// <summary>Of what is stored; a zone that this machine does not know (any more) reads as the usual one's.</summary>
    /// <exception cref="SpecException">It can not be read: another version wrote it.</exception>
    public static Timetable Of(Schedule schedule, TimeZoneInfo usual) => schedule.Kind switch
    {
        SpecKind.Cron => new Cron(CronExpression.Parse(schedule.Spec), Zones.Find(schedule.Zone) ?? usual),
        SpecKind.Every => new Every(SpecReader.Interval(schedule.Spec), schedule.CreatedAt),
        _ => new At(DateTimeOffset.TryParse(schedule.Spec, CultureInfo.InvariantCulture, out var at) ? at : throw new SpecException("This time can not be read.")),
    };

    internal sealed record Cron(CronExpression Expression, TimeZoneInfo Zone) : Timetable
    {
        public override DateTimeOffset? After(DateTimeOffset moment) => new CronClock(Expression, Zone).After(moment);
    }

    /// <summary>Counted from a beginning, so that neither restarts nor slow runs shift it.</summary>
    internal sealed record Every(TimeSpan Interval, DateTimeOffset From) : Timetable
    {
        public override DateTimeOffset? After(DateTimeOffset moment) =>
            moment < From ? From + Interval : From + (Interval * Math.Floor(((moment - From) / Interval) + 1));
    }

    internal sealed record At(DateTimeOffset Moment) : Timetable
    {
        public override DateTimeOffset? After(DateTimeOffset moment) => Moment > moment ? Moment : null;
    }
}
