namespace Dinghy.Tests.Support;

internal static class Waiting
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    /// <summary>For what announces itself by no event: looks again whenever the scheduler comes round.</summary>
    public static async Task Until(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_guard) throw new TimeoutException("The condition never came true.");
            await Task.Yield();
        }
    }
}
