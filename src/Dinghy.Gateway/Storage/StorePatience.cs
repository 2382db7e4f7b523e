namespace Dinghy.Gateway.Storage;

/// <summary>Repeats one write until the disk takes it, while what is to be written is kept: for what was dear to make.</summary>
internal static class StorePatience
{
    /// <summary>Before the second try; doubles.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    public static TimeSpan Longer(TimeSpan pause) => pause * 2 < s_longest ? pause * 2 : s_longest;

    /// <param name="write">One write; what fails has left nothing.</param>
    /// <param name="failed">Hears of each failure.</param>
    /// <param name="time">The clock of the pauses.</param>
    /// <param name="ct">Ends the waiting, never a write.</param>
    public static async Task<T> UntilStoredAsync<T>(Func<Task<T>> write, Action<StoreException> failed, TimeProvider time, CancellationToken ct)
    {
        for (var pause = First; ; pause = Longer(pause))
        {
            try
            {
                return await write();
            }
            catch (StoreException e)
            {
                failed(e);
            }

            await Task.Delay(pause, time, ct);
        }
    }
}
