using Dinghy.DingTalk.Stream;

namespace Dinghy.DingTalk.Tests.Stream;

public sealed class ReconnectDelaysTests
{
    [Fact]
    public void The_default_doubles_from_half_a_second_to_a_minute_and_never_waits_less_than_half_of_it()
    {
        var waits = ReconnectDelays.Default(new Random(7)).Take(12).Select(w => w.TotalSeconds).ToList();
        double[] ceilings = [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60];
        for (var i = 0; i < ceilings.Length; i++) waits[i].ShouldBeInRange(ceilings[i] / 2, ceilings[i]);
        waits.Distinct().Count().ShouldBe(12, "jittered");
        ReconnectDelays.Default(new Random(7)).Take(12).Select(w => w.TotalSeconds).ShouldBe(waits, "the same chance, the same waits");
    }

    [Fact]
    public void The_first_loss_is_free_and_the_last_wait_repeats()
    {
        var delays = new ReconnectDelays(_ => [Seconds(1), Seconds(2)], new Random(1));
        delays.AfterLoss().ShouldBe(TimeSpan.Zero);
        delays.AfterLoss().ShouldBe(Seconds(1));
        delays.AfterFailure().ShouldBe(Seconds(2));
        delays.AfterFailure().ShouldBe(Seconds(2));
        delays.Reset();
        delays.AfterFailure().ShouldBe(Seconds(1));
        delays.AfterLoss().ShouldBe(Seconds(2), "a failure spends the free one");
    }

    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(value);
}
