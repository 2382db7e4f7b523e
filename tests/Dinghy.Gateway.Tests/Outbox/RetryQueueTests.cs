using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Outbox;

public sealed class RetryQueueTests
{
    [Fact]
    public async Task A_due_time_of_a_clock_that_was_years_ahead_does_not_end_the_queue()
    {
        var tried = System.Threading.Channels.Channel.CreateUnbounded<long>();
        // The system's clock: only its timers have the limit this is about.
        await using var queue = new RetryQueue(new OutboxLog(NullLogger<OutboxLog>.Instance), TimeProvider.System);
        queue.Add(1, TimeProvider.System.GetUtcNow().AddYears(3));
        queue.Start((id, _) => { tried.Writer.TryWrite(id); return Task.CompletedTask; });
        queue.Add(2, TimeProvider.System.GetUtcNow());
        var both = new[] { await NextAsync(), await NextAsync() };
        both.Order().ShouldBe([1, 2]);

        async Task<long> NextAsync() => await tried.Reader.ReadAsync(TestContext.Current.CancellationToken).Within();
    }

    [Fact]
    public async Task A_clock_set_back_does_not_hold_what_waits_for_as_long()
    {
        var time = new ManualTimeProvider(Said.At);
        var tried = System.Threading.Channels.Channel.CreateUnbounded<long>();
        await using var queue = new RetryQueue(new OutboxLog(NullLogger<OutboxLog>.Instance), time);
        queue.Add(1, Said.At.AddMinutes(5));
        queue.Start((id, _) => { tried.Writer.TryWrite(id); return Task.CompletedTask; });
        await Waiting.Until(() => time.ArmedTimers > 0);
        time.JumpWallClock(TimeSpan.FromDays(-30));
        time.Advance(TimeSpan.FromMinutes(5));
        (await tried.Reader.ReadAsync(TestContext.Current.CancellationToken).Within()).ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_that_is_due_twice_is_never_tried_twice_at_once()
    {
        var tried = System.Threading.Channels.Channel.CreateUnbounded<long>();
        var first = new TaskCompletionSource();
        var (running, most) = (0, 0);
        await using var queue = new RetryQueue(new OutboxLog(NullLogger<OutboxLog>.Instance), new ManualTimeProvider(Said.At));
        queue.Add(1, Said.At);
        queue.Add(1, Said.At);
        queue.Start(async (id, _) =>
        {
            if (id == 1) most = Math.Max(most, Interlocked.Increment(ref running));
            tried.Writer.TryWrite(id);
            if (id == 1) await first.Task;
            if (id == 1) Interlocked.Decrement(ref running);
        });
        queue.Add(2, Said.At);

        // The other goes on meanwhile; the second time of the first comes when its first has ended.
        var early = new[] { await NextAsync(), await NextAsync() };
        early.Order().ShouldBe([1, 2]);
        first.SetResult();
        (await NextAsync()).ShouldBe(1);
        most.ShouldBe(1);

        async Task<long> NextAsync() => await tried.Reader.ReadAsync(TestContext.Current.CancellationToken).Within();
    }
}
