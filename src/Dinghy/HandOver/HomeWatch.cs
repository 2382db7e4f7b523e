using Dinghy.Gateway.Storage;

namespace Dinghy.HandOver;

/// <summary>Waits for who holds a home folder; a lock announces itself by nothing else.</summary>
internal static class HomeWatch
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Until nobody holds it, or a minute has passed.</summary>
    public static Task<bool> UntilFreeAsync(string home, CancellationToken ct) => UntilAsync(() => !HomeLock.IsHeld(home), ct);

    /// <summary>Until this process holds it.</summary>
    /// <returns>False: it does not, after a minute or at its end.</returns>
    public static async Task<bool> UntilHeldAsync(string home, int? process, CancellationToken ct)
    {
        bool Holds() => HomeLock.IsHeld(home) && HomeLock.Holder(home)?.ProcessId == process;
        return await UntilAsync(() => Holds() || !Lives(process), ct) && Holds();
    }

    private static bool Lives(int? process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process ?? 0);
            return !found.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<bool> UntilAsync(Func<bool> condition, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_patience) return false;
            await Task.Delay(s_look, TimeProvider.System, ct);
        }

        return true;
    }
}
