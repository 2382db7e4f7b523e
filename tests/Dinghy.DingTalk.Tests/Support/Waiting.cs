namespace Dinghy.DingTalk.Tests.Support;

internal static class Waiting
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(20);

    public static Task Within(this Task task) => task.WaitAsync(_guard);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(_guard);

    public static Task<T> Within<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(_guard);

    /// <summary>For what announces itself by no event: looks again whenever the scheduler comes round.</summary>
    public static async Task Until(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > _guard) throw new TimeoutException("The condition never came true.");
            await Task.Yield();
        }
    }
}
