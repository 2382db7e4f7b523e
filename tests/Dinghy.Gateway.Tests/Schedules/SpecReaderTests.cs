using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Schedules;

public sealed class SpecReaderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo s_beijing = Zones.Find(Zones.Beijing)!;
    private static readonly TimeZoneInfo s_berlin = Zones.Find("Europe/Berlin")!;

    [Theory]
    [InlineData("2026-12-01 09:00", "2026-12-01T09:00:00+08:00")]
    [InlineData("2026-12-1 9:05:30", "2026-12-01T09:05:30+08:00")]
    [InlineData("2026-12-01T09:00", "2026-12-01T09:00:00+08:00")]
    [InlineData("2026-12-01T09:00:00+01:00", "2026-12-01T16:00:00+08:00")]
    [InlineData("2026-12-01T09:00:00Z", "2026-12-01T17:00:00+08:00")]
    [InlineData("17:00", "2026-11-20T17:00:00+08:00")]
    [InlineData("15:59", "2026-11-21T15:59:00+08:00")]
    [InlineData("+20m", "2026-11-20T16:20:00+08:00")]
    [InlineData("+1.5h", "2026-11-20T17:30:00+08:00")]
    public void A_moment_is_meant_on_the_clock_of_the_zone(string written, string stored) =>
        SpecReader.Read(SpecKind.At, written, s_beijing, s_now).ShouldBe(stored);

    [Theory]
    [InlineData("2026-11-20 15:59", "has passed")]
    [InlineData("tomorrow", "is no time")]
    [InlineData("2026-13-01 09:00", "is no time")]
    [InlineData("+0s", "is no time")]
    [InlineData("9999-12-31 23:59", "out of reach")]
    public void What_is_no_moment_to_come_is_told(string written, string why) =>
        Should.Throw<SpecException>(() => SpecReader.Read(SpecKind.At, written, s_beijing, s_now)).Message.ShouldContain(why);

    [Fact]
    public void A_moment_that_the_clock_jumps_over_is_the_end_of_the_jump_and_one_that_comes_twice_is_the_first()
    {
        SpecReader.Read(SpecKind.At, "2027-03-28 02:30", s_berlin, s_now).ShouldBe("2027-03-28T03:00:00+02:00");
        SpecReader.Read(SpecKind.At, "2027-10-31 02:30", s_berlin, s_now).ShouldBe("2027-10-31T02:30:00+02:00");
    }

    [Theory]
    [InlineData("30m", "1800s")]
    [InlineData("2h", "7200s")]
    [InlineData("90", "90s")]
    public void An_interval_is_kept_in_seconds(string written, string stored) => SpecReader.Read(SpecKind.Every, written, s_beijing, s_now).ShouldBe(stored);

    [Theory]
    [InlineData("7200s", "2h")]
    [InlineData("86400s", "1d")]
    [InlineData("5400s", "90m")]
    [InlineData("61s", "61s")]
    [InlineData("1.5s", "1.5s")]
    public void An_interval_is_shown_as_somebody_would_write_it(string stored, string shown) => SpecReader.Shown(SpecKind.Every, stored).ShouldBe(shown);

    [Fact]
    public void An_expression_is_shown_as_it_is() => SpecReader.Shown(SpecKind.Cron, "0 9 * * *").ShouldBe("0 9 * * *");

    [Theory]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("400d")]
    public void What_is_no_interval_is_told(string written) => Should.Throw<SpecException>(() => SpecReader.Read(SpecKind.Every, written, s_beijing, s_now));

    [Fact]
    public void An_interval_counts_from_its_beginning_and_never_drifts()
    {
        var every = new Timetable.Every(TimeSpan.FromMinutes(7), s_now);
        every.After(s_now).ShouldBe(s_now.AddMinutes(7));
        every.After(s_now.AddMinutes(6.99)).ShouldBe(s_now.AddMinutes(7));
        every.After(s_now.AddMinutes(7)).ShouldBe(s_now.AddMinutes(14));
        every.After(s_now.AddDays(365)).ShouldBe(s_now.AddMinutes(7 * Math.Floor((365 * 24 * 60 / 7.0) + 1)));
        every.After(s_now.AddHours(-3)).ShouldBe(s_now.AddMinutes(7));
    }

    [Theory]
    [InlineData("NO_REPLY", true)]
    [InlineData(" `NO_REPLY`. ", true)]
    [InlineData("HEARTBEAT_OK", true)]
    [InlineData("All is well. HEARTBEAT_OK", true)]
    [InlineData("Say NO_REPLY when you mean it", false)]
    [InlineData("", false)]
    [InlineData("The report is ready.", false)]
    public void An_answer_that_says_that_there_is_nothing_to_say_is_known(string words, bool silent) => SilentAnswer.Is(words).ShouldBe(silent);

    [Fact]
    public void Many_words_beside_the_token_are_an_answer() => SilentAnswer.Is($"HEARTBEAT_OK {new string('x', 400)}").ShouldBeFalse();

    [Theory]
    [InlineData("", true)]
    [InlineData("# Heartbeat\n\n<!-- write here\nwhat to watch -->\n- [ ]\n", true)]
    [InlineData("# Heartbeat\n- look at the build", false)]
    public void A_file_of_headings_and_comments_is_empty(string text, bool empty) => HeartbeatFile.IsEmpty(text).ShouldBe(empty);

    [Fact]
    public void The_machines_UTC_is_nobodys_clock_and_Beijings_is_taken()
    {
        Zones.Usual(null, TimeZoneInfo.Utc).Id.ShouldBe(Zones.Beijing);
        Zones.Usual(null, s_berlin).ShouldBe(s_berlin);
        Zones.Usual("America/New_York", s_berlin).Id.ShouldBe("America/New_York");
        Zones.Usual("Nowhere/Land", s_berlin).ShouldBe(s_berlin);
        Zones.Find("../../etc/passwd").ShouldBeNull();
    }

    [Fact]
    public void Of_missed_times_the_newest_are_found_however_long_it_was()
    {
        var second = new Timetable.Cron(CronExpression.Parse("* * * * * *"), TimeZoneInfo.Utc);
        MissedTimes.Newest(second, s_now.AddDays(-300), s_now, 3).ShouldBe([s_now.AddSeconds(-2), s_now.AddSeconds(-1), s_now]);
        var daily = new Timetable.Cron(CronExpression.Parse("0 7 * * *"), TimeZoneInfo.Utc);
        MissedTimes.Newest(daily, s_now.AddDays(-2).AddHours(-1), s_now, 10).ShouldBe([s_now.AddDays(-2).AddHours(-1), s_now.AddDays(-1).AddHours(-1), s_now.AddHours(-1)]);
        MissedTimes.Newest(new Timetable.At(s_now.AddDays(-5)), s_now.AddDays(-5), s_now, 1).ShouldBe([s_now.AddDays(-5)]);
    }
}
