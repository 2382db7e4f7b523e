using System.Diagnostics;
using Dinghy.Emulator;

namespace Dinghy.Bench.Driver;

/// <summary>A bot as a process of its own, ended by its id.</summary>
internal sealed class BotProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly string _log;

    private BotProcess(Process process, string home, string log) => (_process, Home, _log) = (process, home, log);

    /// <summary>Its folder.</summary>
    public string Home { get; }

    /// <summary>From the spawn until the emulator had accepted the socket.</summary>
    public TimeSpan Connected { get; private set; }

    /// <summary>Processor time so far, user and system.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <exception cref="BenchException">It did not connect.</exception>
    public static async Task<BotProcess> StartAsync(Contestant bot, DingTalkWorld world, CancellationToken ct)
    {
        var home = Directory.CreateDirectory(Path.Combine(bot.Work, "home-" + Guid.NewGuid().ToString("N"))).FullName;
        var log = Path.Combine(home, "log");
        // The shell sends the output to a file, as a service manager would, and becomes the program: no pipe to read in between.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (var word in (string[])["-c", $"exec \"$@\" >{log} 2>&1", "sh", .. bot.Command(home)]) start.ArgumentList.Add(word);
        await world.WaitForConnectionsAsync(0, ct); // The last bot's socket is gone.
        var spawned = Stopwatch.GetTimestamp();
        var started = new BotProcess(Process.Start(start)!, home, log);
        try
        {
            using var guard = CancellationTokenSource.CreateLinkedTokenSource(ct);
            guard.CancelAfter(s_patience);
            await world.WaitForConnectionsAsync(1, guard.Token);
            started.Connected = Stopwatch.GetElapsedTime(spawned);
            return started;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var said = started.Said();
            await started.DisposeAsync();
            throw new BenchException($"{bot.Name} did not connect within {s_patience.TotalSeconds:0} s. It said:\n{said}");
        }
    }

    public Memory ReadMemory() => Memory.Of(_process.Id);

    /// <summary>The most that was ever resident, MB.</summary>
    public double ReadPeak() => Memory.PeakOf(_process.Id);

    /// <summary>Lines it wrote that hold this.</summary>
    public int SaidLines(string part) => File.ReadLines(_log).Count(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>The end of what it wrote.</summary>
    public string Said() => string.Join('\n', File.ReadLines(_log).TakeLast(20));

    public async ValueTask DisposeAsync()
    {
        using var guard = new CancellationTokenSource(s_patience);
        if (!_process.HasExited) _ = Native.Kill(_process.Id, Native.Sigterm);
        try
        {
            await _process.WaitForExitAsync(guard.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
