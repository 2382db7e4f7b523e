using Dinghy.DingTalk.Stream;

namespace Dinghy.DingTalk.Tests.Stream;

public sealed class WatchTests
{
    [Fact]
    public void Silence_is_given_longer_each_time_up_to_the_most_and_the_first_again_once_data_flows()
    {
        var idle = new IdleWatch(TimeSpan.FromSeconds(120), TimeSpan.FromMinutes(30));
        var seen = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            seen.Add(idle.Current.Interval.TotalSeconds);
            idle.Lengthen();
        }

        seen.ShouldBe([120, 240, 480, 960, 1800, 1800]);
        var shortened = idle.Current.Shortened;
        shortened.IsCompleted.ShouldBeFalse();
        idle.DataCame();
        shortened.IsCompleted.ShouldBeTrue();
        idle.Current.Interval.ShouldBe(TimeSpan.FromSeconds(120));
        idle.Current.Shortened.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(-14, false)]
    [InlineData(16, true)]
    [InlineData(-16, true)]
    [InlineData(7200, true)]
    public void Clocks_that_part_by_more_than_15_seconds_are_a_jump(int seconds, bool jumped)
    {
        var time = new ManualTimeProvider();
        using var watch = new ClockWatch(time);
        time.Advance(TimeSpan.FromSeconds(60));
        var next = watch.NextJump;
        time.JumpWallClock(TimeSpan.FromSeconds(seconds));
        time.Advance(TimeSpan.FromSeconds(5));
        next.IsCompleted.ShouldBe(jumped);
        watch.NextJump.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(21, true)]
    public void A_tick_that_comes_far_too_late_is_a_jump(int seconds, bool jumped)
    {
        var time = new LateTimeProvider();
        using var watch = new ClockWatch(time);
        var next = watch.NextJump;
        time.TickAfter(TimeSpan.FromSeconds(seconds));
        next.IsCompleted.ShouldBe(jumped);
    }

    /// <summary>Both clocks run on, but the timer fires only when the machine comes round to it.</summary>
    private sealed class LateTimeProvider : TimeProvider
    {
        private TimeSpan _passed;
        private Action _tick = () => { };

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _passed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _passed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return new NoTimer();
        }

        public void TickAfter(TimeSpan passed)
        {
            _passed += passed;
            _tick();
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
