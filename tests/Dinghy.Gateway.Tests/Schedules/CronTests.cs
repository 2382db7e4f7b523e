using System.Globalization;
using Dinghy.Gateway.Schedules;

namespace Dinghy.Gateway.Tests.Schedules;

public sealed class CronTests
{
    /// <summary>Two zones that change, one by half an hour, and one that does not.</summary>
    private static readonly string[] s_zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"];

    private static readonly string[] s_minutes = ["*", "*/7", "0", "30", "5,35", "10-20", "50-10/5"];
    private static readonly string[] s_hours = ["*", "2", "1-3", "*/5", "22-4", "0,12", "?"];
    private static readonly string[] s_days = ["*", "1", "L", "13", "*/9", "28-31"];
    private static readonly string[] s_months = ["*", "3", "10,11", "mar-apr", "*/2"];
    private static readonly string[] s_weekdays = ["*", "mon-fri", "0", "7", "sat,sun", "5L", "1#2", "?"];

    [Fact]
    public void The_next_times_are_those_of_a_table_made_another_way()
    {
        var rows = Table().ToList();
        rows.Count.ShouldBeGreaterThan(150);
        foreach (var (cron, zone, after, next) in rows)
        {
            var table = new Timetable.Cron(CronExpression.Parse(cron), Zones.Find(zone)!);
            table.After(after, next.Count).ShouldBe(next, $"{cron} in {zone} after {after:u}");
        }
    }

    [Fact]
    public void Any_expression_gives_what_a_walk_over_every_minute_gives()
    {
        var chance = new Random(20261126);
        for (var i = 0; i < 150; i++)
        {
            var text = string.Join(' ', new[] { s_minutes, s_hours, s_days, s_months, s_weekdays }.Select(choices => choices[chance.Next(choices.Length)]));
            var zone = Zones.Find(s_zones[chance.Next(s_zones.Length)])!;
            // Around the changes of spring and autumn as often as elsewhere.
            DateTimeOffset[] starts = [new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero), new(2026, 10, 3, 8, 0, 0, TimeSpan.Zero), new(2026, 10, 24, 20, 0, 0, TimeSpan.Zero), new(2026, 10, 31, 20, 0, 0, TimeSpan.Zero), new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)];
            var from = starts[chance.Next(starts.Length)].AddMinutes(chance.Next(600));
            var until = from.AddDays(3);
            var cron = CronExpression.Parse(text);
            var found = new List<DateTimeOffset>();
            var clock = new CronClock(cron, zone);
            for (var at = clock.After(from); at is { } next && next <= until; at = clock.After(next)) found.Add(next);
            found.ShouldBe(Walk(cron, zone, from, until), $"{text} in {zone.Id} after {from:u}");
        }
    }

    [Theory]
    [InlineData("* * * *", "five fields")]
    [InlineData("* * * * * * *", "five fields")]
    [InlineData("60 * * * *", "minute")]
    [InlineData("* 24 * * *", "hour")]
    [InlineData("* * 0 * *", "day of the month")]
    [InlineData("* * * 13 *", "month")]
    [InlineData("* * * * 8", "weekday")]
    [InlineData("*/0 * * * *", "step")]
    [InlineData("1/2/3 * * * *", "at most one /")]
    [InlineData("1-2-3 * * * *", "a range is two values")]
    [InlineData("-5 * * * *", "minute")]
    [InlineData("1,,2 * * * *", "minute")]
    [InlineData("a * * * *", "minute")]
    [InlineData("* * * month *", "month")]
    [InlineData("0 0 30 2 *", "never comes")]
    [InlineData("0 0 31 4,6,9,11 *", "never comes")]
    [InlineData("* * * * 1#6", "which one")]
    [InlineData("@often", "is not known")]
    [InlineData("", "five fields")]
    public void What_is_no_expression_is_told_with_what_would_do(string text, string why) =>
        Should.Throw<SpecException>(() => CronExpression.Parse(text)).Message.ShouldContain(why);

    [Fact]
    public void No_text_makes_it_throw_anything_else()
    {
        var chance = new Random(7);
        const string signs = "0123456789*/-,?LW# @abcmonfri\t。";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, chance.Next(1, 24)).Select(_ => signs[chance.Next(signs.Length)]));
            try
            {
                CronExpression.Parse(text);
            }
            catch (SpecException e)
            {
                e.Message.Length.ShouldBeLessThan(200);
            }
        }
    }

    [Fact]
    public void A_day_that_comes_every_four_years_is_found_across_the_century() =>
        CronExpression.Parse("0 0 29 2 *").Next(new DateTime(2097, 1, 1)).ShouldBe(new DateTime(2104, 2, 29));

    [Fact]
    public void Where_day_and_weekday_are_both_asked_for_one_is_enough_and_a_star_asks_for_nothing()
    {
        CronExpression.Parse("0 0 13 * fri").Next(new DateTime(2026, 11, 7)).ShouldBe(new DateTime(2026, 11, 13));
        CronExpression.Parse("0 0 13 * fri").Next(new DateTime(2026, 11, 14)).ShouldBe(new DateTime(2026, 11, 20));
        CronExpression.Parse("0 0 */10 * fri").Next(new DateTime(2026, 11, 1)).ShouldBe(new DateTime(2026, 12, 11));
    }

    /// <summary>By brute force: every minute of a real clock, and what the hands passed over when they were put forward.</summary>
    private static List<DateTimeOffset> Walk(CronExpression cron, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset until)
    {
        var found = new List<DateTimeOffset>();
        var start = new DateTimeOffset(from.Ticks - (from.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var furthest = Enumerable.Range(0, 181).Max(m => ZoneClock.Wall(start.AddMinutes(-m), zone));
        var offset = zone.GetUtcOffset(start);
        for (var at = start.AddMinutes(1); at <= until; at = at.AddMinutes(1))
        {
            var (wall, now) = (ZoneClock.Wall(at, zone), zone.GetUtcOffset(at));
            var passed = Enumerable.Range(0, now > offset ? (int)(now - offset).TotalMinutes : 0).Any(m => cron.Matches(wall.AddMinutes(-1 - m)));
            if ((passed && !cron.IsHourly) || (cron.Matches(wall) && (cron.IsHourly || wall > furthest))) found.Add(at);
            if (wall > furthest) furthest = wall;
            offset = now;
        }

        return found;
    }

    private static IEnumerable<(string Cron, string Zone, DateTimeOffset After, IReadOnlyList<DateTimeOffset> Next)> Table()
    {
        using var reader = new StreamReader(typeof(CronTests).Assembly.GetManifestResourceStream("schedules/next-times.txt")!);
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line[0] != '#' && line.Split(" | ") is [var cron, var zone, var after, var next])
                yield return (cron, zone, Time(after), [.. next.Split(' ').Select(Time)]);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
