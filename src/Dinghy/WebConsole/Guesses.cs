using Dinghy.Gateway.Access;

namespace Dinghy.WebConsole;

/// <summary>
/// Counts wrong tokens and codes by whoever tries, and says so in the log. What is right is never kept waiting: behind a proxy everybody is one address, and a
/// stranger would lock the owners out. Guessing is hopeless by itself: tokens have 256 bits, and a code has few tries.
/// </summary>
internal sealed class Guesses(ConsoleLog log, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly GuessGuard _guard = new(time);

    /// <param name="how">What was wrong.</param>
    /// <param name="peer">The address that tried.</param>
    /// <returns>Null: counted and logged. Else how long they still have to wait; that floods no log.</returns>
    public TimeSpan? Wrong(string how, string peer)
    {
        lock (_gate)
        {
            if (_guard.Wait($"{how} {peer}") is { } wait) return wait;
            _guard.Wrong($"{how} {peer}");
        }

        log.Wrong(how, peer);
        return null;
    }

    public void Right(string how, string peer)
    {
        lock (_gate) _guard.Right($"{how} {peer}");
    }

    public static string PeerOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "?";
}
