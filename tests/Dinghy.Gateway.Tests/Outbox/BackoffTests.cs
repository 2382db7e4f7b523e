using Dinghy.Gateway.Outbox;

namespace Dinghy.Gateway.Tests.Outbox;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_from_one_second_to_five_minutes() =>
        Enumerable.Range(1, 11).Select(round => Backoff.After(round, null).TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);

    [Fact]
    public void Many_rounds_do_not_overflow() => Backoff.After(int.MaxValue, null).ShouldBe(TimeSpan.FromMinutes(5));

    [Fact]
    public void The_longer_of_our_wait_and_the_asked_one_holds()
    {
        Backoff.After(1, TimeSpan.FromSeconds(20)).ShouldBe(TimeSpan.FromSeconds(20));
        Backoff.After(9, TimeSpan.FromSeconds(20)).ShouldBe(TimeSpan.FromSeconds(256));
        Backoff.After(1, TimeSpan.FromMinutes(5)).ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Nobody_can_ask_us_to_wait_for_ever() =>
        Backoff.After(1, TimeSpan.FromDays(10_000)).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(1));
}
