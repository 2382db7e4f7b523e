namespace Dinghy.Emulator.Tests;

public sealed class RingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(1000)]
    public void A_ring_keeps_the_newest_entries_in_order_whatever_its_size(int capacity)
    {
        var full = 0;
        var ring = new Ring<long>(capacity, () => full++);
        var evicted = new List<long>();
        for (var i = 1; i <= 2500; i++)
        {
            ring.Add(seq => seq, out var gone);
            if (gone != 0) evicted.Add(gone);
        }

        ring.After(0).ShouldBe(Enumerable.Range(2501 - capacity, capacity).Select(i => (long)i));
        evicted.ShouldBe(Enumerable.Range(1, 2500 - capacity).Select(i => (long)i));
        ring.After(2499).ShouldBe([2500]);
        ring.After(9999).ShouldBeEmpty();
        ring.Forgotten.ShouldBe(2500 - capacity);
        full.ShouldBe(1);
        ring.At(2500).ShouldBe(2500);
        ring.At(2501 - capacity).ShouldBe(2501 - capacity);
        ring.At(2500 - capacity).ShouldBe(0);
        ring.At(2501).ShouldBe(0);
        ring.Clear();
        ring.After(0).ShouldBeEmpty();
        ring.Add(seq => seq).ShouldBe(2501);
        ring.After(0).ShouldBe([2501]);
    }

    [Fact]
    public async Task A_waiter_wakes_on_the_change_it_waits_for()
    {
        var pulse = new Pulse();
        string? value = null;
        var wait = pulse.WaitForAsync(() => value, Guard.Token);
        pulse.Fire();
        wait.IsCompleted.ShouldBeFalse();
        value = "now";
        pulse.Fire();
        (await wait).ShouldBe("now");
    }
}
