using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Tests.Limits;

/// <summary>A month played day by day: it lasts, and nobody is slowed down without need.</summary>
public sealed class GovernorTests
{
    private static readonly DateOnly s_first = new(2026, 11, 1);

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void The_month_lasts_whatever_people_ask(int longAnswers)
    {
        var month = Play(5_000, _ => longAnswers);
        month.Sum(day => day.Calls).ShouldBeLessThanOrEqualTo(5_000);
        month.Count.ShouldBe(30);
        month.ShouldAllBe(day => day.Smooth + day.Slow > 0, "every day has cards");
    }

    [Fact]
    public void Ten_long_answers_a_day_are_smooth_all_month()
    {
        var month = Play(5_000, _ => 10);
        month.Sum(day => day.Slow + day.None).ShouldBe(0);
    }

    [Fact]
    public void Thirty_a_day_are_slow_and_none_is_without_a_card()
    {
        var month = Play(5_000, _ => 30);
        month.Skip(7).Sum(day => day.None).ShouldBe(0);
        month.Skip(7).Sum(day => day.Slow).ShouldBeGreaterThan(month.Skip(7).Sum(day => day.Smooth));
    }

    [Fact]
    public void Quiet_weeks_are_given_back_to_busy_ones()
    {
        var month = Play(5_000, day => day.Day <= 20 ? 2 : 40);
        month.Sum(day => day.None).ShouldBe(0);
        month.Skip(20).Sum(day => day.Smooth).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_pace_does_not_flap()
    {
        foreach (var longAnswers in Enumerable.Range(1, 60))
        {
            var month = Play(5_000, _ => longAnswers);
            month.Max(day => day.Changes).ShouldBeLessThanOrEqualTo(3, $"{longAnswers} a day");
        }
    }

    [Fact]
    public void The_first_day_of_a_new_gateway_is_smooth_and_so_is_the_first_of_a_month_after_a_quiet_one()
    {
        Governor.Next(CardPace.Smooth, MonthOutlook.Of(5_000, s_first, DateOnly.MaxValue, _ => 0), usedUp: false).ShouldBe(CardPace.Smooth);
        Governor.Next(CardPace.Smooth, MonthOutlook.Of(5_000, s_first, s_first.AddDays(-30), day => day < s_first ? 50 : 0), usedUp: false).ShouldBe(CardPace.Smooth);
    }

    [Fact]
    public void A_month_after_a_heavy_one_does_not_begin_as_if_nothing_were_known()
    {
        var outlook = MonthOutlook.Of(5_000, s_first, s_first.AddDays(-30), day => day < s_first ? 400 : 0);
        outlook.Forecast.ShouldBeGreaterThan(5_000);
        outlook.RunsOut.ShouldNotBeNull().ShouldBeInRange(new(2026, 11, 12), new(2026, 11, 16));
        Governor.Next(CardPace.Smooth, outlook, usedUp: false).ShouldBe(CardPace.Slow);
    }

    [Fact]
    public void The_forecast_is_the_month_so_far_and_the_last_week_carried_on()
    {
        var outlook = MonthOutlook.Of(5_000, new(2026, 11, 10), s_first, day => day.Day < 10 ? 100 : 0);
        (outlook.Used, outlook.Today, outlook.PerDay, outlook.Forecast, outlook.RunsOut).ShouldBe((900, 0, 100, 3_000, null));
    }

    /// <summary>Every long answer is a card of eight calls, of four when slow, or none: the figures of the cards' own tests.</summary>
    private static List<MonthSimulation.Day> Play(long limit, Func<DateOnly, int> longAnswers) =>
        [.. MonthSimulation.Run(limit, s_first, days: 30, longAnswers)];
}
