using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dinghy.Service;

namespace Dinghy.HandOver;

/// <summary>
/// How the gateway that runs makes its successor and lets it take over. It starts it with a token that holds once; the successor connects, shows the
/// token, and only then does this one leave: close its sockets, park what still runs, let go of database and home. Until that moment nothing has
/// changed, and a successor that fails has cost nothing.
/// </summary>
internal sealed class HandOverOffice
{
    /// <summary>For the successor to come up and connect.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceNotifier _manager;
    private readonly TimeProvider _time;
    private readonly Func<string, Process> _start;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Attempt? _attempt;

    /// <param name="manager">Must be able to follow.</param>
    /// <param name="time">The clock.</param>
    /// <param name="start">Starts the successor with this token.</param>
    public HandOverOffice(ServiceNotifier manager, TimeProvider time, Func<string, Process> start) => (_manager, _time, _start) = (manager, time, start);

    /// <summary>Ends when this gateway is to leave: its successor is connected, or somebody asked for a stop.</summary>
    public Task ToldToStop => _told.Task;

    /// <summary>The successor that waits for this one's home; null: a stop is a stop.</summary>
    public Process? Successor { get; private set; }

    public void Stop() => _told.TrySetResult();

    /// <summary>Starts a successor and waits until it is connected.</summary>
    public async Task<HandOverReport> BeginAsync()
    {
        if (Impossible() is { } why) return Refused(why);
        Attempt attempt;
        lock (_gate)
        {
            if (_attempt is not null || _told.Task.IsCompleted) return Refused("A restart is on its way already.");
            var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            try
            {
                _attempt = attempt = new Attempt(token, _start(token));
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                return Refused($"The successor could not be started: {e.Message}.");
            }
        }

        using var waiting = new CancellationTokenSource();
        var ended = attempt.Process.WaitForExitAsync(waiting.Token);
        await Task.WhenAny(attempt.Shown.Task, ended, _told.Task, Task.Delay(Patience, _time, waiting.Token));
        await waiting.CancelAsync();
        lock (_gate)
        {
            _attempt = null;
            if (attempt.Shown.Task.IsCompleted && !_told.Task.IsCompleted)
            {
                Successor = attempt.Process;
                _told.TrySetResult();
                return new HandOverReport(true, Environment.ProcessId, attempt.Process.Id, null);
            }
        }

        return Refused(await GiveUpAsync(attempt.Process));
    }

    /// <summary>The successor is connected and asks for the home.</summary>
    /// <returns>False: the token is not the one of now, or was shown before.</returns>
    public bool Show(string token)
    {
        lock (_gate)
            return _attempt is { } attempt && !_told.Task.IsCompleted
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(attempt.Token), Encoding.UTF8.GetBytes(token)) && attempt.Shown.TrySetResult();
    }

    /// <summary>Nothing here can write any more: the manager hears who is the service now.</summary>
    public void Announce()
    {
        if (Successor is { } successor) _manager.HandsOverTo(successor.Id);
    }

    /// <summary>Stays until the successor holds the home: a manager takes a service whose process ends too soon for ended.</summary>
    /// <returns>False: the successor died; the manager starts another.</returns>
    public async Task<bool> SeeOffAsync(string home, CancellationToken ct)
    {
        using var successor = Successor;
        return await HomeWatch.UntilHeldAsync(home, successor?.Id, ct);
    }

    private string? Impossible() => OperatingSystem.IsWindows() ? "Windows' service manager can not follow from one process to another: stop the gateway, then start it."
        : Environment.ProcessId == 1 ? "This gateway is the first process of its container, which ends with it: restart the container."
        : !_manager.IsHeard ? "No service manager follows this gateway (NOTIFY_SOCKET is not set), so a successor would be on its own: stop it, then start it; or install it with \"dinghy gateway install\"."
        : null;

    private static async Task<string> GiveUpAsync(Process successor)
    {
        using (successor)
        {
            if (successor.HasExited) return $"The successor ended before it took over (exit code {successor.ExitCode}); the log has its words.";
            successor.Kill(entireProcessTree: true);
            await successor.WaitForExitAsync(CancellationToken.None);
            return "The successor did not get ready in time, and was ended.";
        }
    }

    private static HandOverReport Refused(string reason) => new(false, Environment.ProcessId, null, reason);

    private sealed record Attempt(string Token, Process Process)
    {
        public TaskCompletionSource Shown { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>How a restart or a stop went.</summary>
/// <param name="Ok">The successor takes over now, or this one stops.</param>
/// <param name="From">The process that was asked.</param>
/// <param name="To">Its successor; null: none.</param>
/// <param name="Reason">Why not.</param>
internal sealed record HandOverReport(bool Ok, int From, int? To, string? Reason);

/// <summary>Nothing to say beside what the route says.</summary>
internal sealed record StopOrder;

/// <param name="Token">Of the environment.</param>
internal sealed record ShownToken(string? Token);
