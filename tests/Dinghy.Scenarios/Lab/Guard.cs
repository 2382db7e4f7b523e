namespace Dinghy.Scenarios.Lab;

/// <summary>Every wait of a scenario is for an event; this only keeps a missing one from hanging the run.</summary>
internal static class Guard
{
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Until it comes, or a moment has passed: for looks at what is not always told.</summary>
    public static async Task MomentAsync(Task awaited)
    {
        try { await awaited.WaitAsync(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken); }
        catch (TimeoutException) { /* Then it is looked again. */ }
    }

    public static async Task<T> ForAsync<T>(Task<T> awaited, string what, Func<string> report)
    {
        await ForAsync((Task)awaited, what, report);
        return await awaited;
    }

    public static async Task ForAsync(Task awaited, string what, Func<string> report)
    {
        try
        {
            await awaited.WaitAsync(Time, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or OperationCanceledException)
        {
            throw new Xunit.Sdk.XunitException($"Waited in vain for {what}: {e.Message}\n{report()}", e);
        }
    }
}
