namespace Dinghy.Gateway.Tests.Support;

/// <summary>Waiting for events, with a real guard that only a hanging test reaches.</summary>
internal static class Waiting
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    public static Task Within(this Task task) => task.WaitAsync(s_guard);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(s_guard);

    public static Task<T> Within<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(s_guard);

    /// <summary>For what announces itself by no event: looks again whenever the scheduler comes round.</summary>
    public static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    public static async Task Until(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_guard) throw new TimeoutException("The condition never came true.");
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock once the code under test has armed its timer, so that no advance is lost.</summary>
    public static async Task AdvanceWhenArmed(this ManualTimeProvider time, TimeSpan by)
    {
        await Until(() => time.ArmedTimers > 0);
        time.Advance(by);
    }
}
