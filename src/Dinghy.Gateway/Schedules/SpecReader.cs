using System.Globalization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Schedules;

/// <summary>Times as people, models and other programs write them, made into what is stored.</summary>
internal static class SpecReader
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(366);

    private static readonly (TimeSpan Unit, string Sign)[] s_units = [(TimeSpan.FromDays(1), "d"), (TimeSpan.FromHours(1), "h"), (TimeSpan.FromMinutes(1), "m"), (TimeSpan.FromSeconds(1), "s")];

    private static readonly string[] s_dates =
    [
        "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy-M-dTH:mm", "yyyy-M-dTH:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss",
    ];

    /// <summary>What is stored of it.</summary>
    /// <param name="kind">Cron: an expression. Every: an interval, <c>30m</c>. At: <c>2026-12-01 09:00</c>, the same with an offset, <c>09:00</c> for the next time the clock shows it, or <c>+20m</c> from now.</param>
    /// <param name="text">As written.</param>
    /// <param name="zone">Whose clock is meant.</param>
    /// <param name="now">Now.</param>
    /// <exception cref="SpecException">It can not be used.</exception>
    public static string Read(SpecKind kind, string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        text = text.Trim();
        switch (kind)
        {
            case SpecKind.Cron:
                CronExpression.Parse(text);
                return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            case SpecKind.Every:
                return $"{Interval(text).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)}s";
            default:
                var at = Moment(text, zone, now);
                return at > now ? Stored(at, zone) : throw new SpecException($"{Stored(at, zone)} has passed.");
        }
    }

    /// <exception cref="SpecException">It is none, or too short or long.</exception>
    public static TimeSpan Interval(string text)
    {
        if (!Durations.TryParse(text, out var interval)) throw new SpecException($"'{CronField.Shown(text)}' is no interval: write 30m, 2h or 1d.");
        return interval >= s_shortest && interval <= s_longest ? interval : throw new SpecException("An interval is from 1s to 366d.");
    }

    /// <summary>As a person would have written it: an interval, kept in seconds, in the largest unit that it fills.</summary>
    public static string Shown(SpecKind kind, string spec)
    {
        if (kind != SpecKind.Every || !Durations.TryParse(spec, out var interval)) return spec;
        foreach (var (unit, sign) in s_units)
            if (interval.Ticks % unit.Ticks == 0) return $"{(interval.Ticks / unit.Ticks).ToString(CultureInfo.InvariantCulture)}{sign}";
        return spec;
    }

    /// <summary>The moment with its offset in the zone, to the second.</summary>
    public static string Stored(DateTimeOffset moment, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (text.StartsWith('+') && Durations.TryParse(text[1..], out var later) && later > TimeSpan.Zero && later <= s_longest) return now + later;
        if (TimeOnly.TryParseExact(text, ["H:mm", "H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
        {
            var wall = ZoneClock.Wall(now, zone).Date + clock.ToTimeSpan();
            return Shown(wall, zone) is { } today && today > now ? today : Shown(wall.AddDays(1), zone);
        }

        if (DateTime.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return Shown(date, zone);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var whole) && HasOffset(text)) return whole;
        throw new SpecException($"'{CronField.Shown(text)}' is no time: write 2026-12-01 09:00, 09:00, or +20m from now.");
    }

    /// <summary>The first time the clock shows it; in a gap, the end of it.</summary>
    private static DateTimeOffset Shown(DateTime wall, TimeZoneInfo zone)
    {
        if (wall.Year is < 2000 or > 9000) throw new SpecException("This year is out of reach.");
        var at = ZoneClock.At(wall, zone);
        return at.First ?? at.Change!.Value;
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
