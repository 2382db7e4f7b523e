using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Dinghy.Scenarios.Lab;

/// <summary>The real program as a child process, in an environment of its own. Disposing kills it if it still runs.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly Task _reading;

    private ChildProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, Out), ReadAsync(process.StandardError, Err));
    }

    public Lines Out { get; } = new();

    public Lines Err { get; } = new();

    public int Id => _process.Id;

    /// <summary>Nobody holds its streams any more: it has ended, and whatever it started.</summary>
    public Task AllEnded => Task.WhenAll(_process.WaitForExitAsync(), _reading);

    public bool Runs => !_process.HasExited;

    /// <param name="home">The home folder; also HOME and the folder of temporary files.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Added to an otherwise nearly empty environment.</param>
    /// <param name="limitable">Lets <see cref="LimitFiles"/> be used later.</param>
    public static ChildProgram Start(string home, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool limitable = false)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.FileName = limitable ? "/bin/sh" : Layout.Program;
        // SIGXFSZ would end the program before SQLite hears that the disk is full; ignored, the write itself fails.
        if (limitable) foreach (var part in (string[])["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Layout.Program]) start.ArgumentList.Add(part);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in Layout.Environment(home)) start.Environment[name] = value;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ChildProgram(Process.Start(start) ?? throw new InvalidOperationException("The program did not start."));
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Out, string Err)> RunAsync(string home, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var program = Start(home, arguments, environment);
        program._process.StandardInput.Close();
        var code = await program.ExitAsync();
        return (code, string.Join('\n', program.Out.All), string.Join('\n', program.Err.All));
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill() => Signal(SigKill);

    public void Terminate() => Signal(SigTerm);

    public void Hangup() => Signal(SigHup);

    /// <summary>The exit code, once both streams are read to their ends.</summary>
    public async Task<int> ExitAsync()
    {
        await Guard.ForAsync(_process.WaitForExitAsync(), "the end of the program", Report);
        await Guard.ForAsync(_reading, "the end of its streams", Report);
        return _process.ExitCode;
    }

    /// <summary>From now on no file of the process may grow past this (RLIMIT_FSIZE): as good as a full disk. Null lifts the bound.</summary>
    public void LimitFiles(long? bytes)
    {
        var limit = new ResourceLimit { Soft = (ulong?)bytes ?? ulong.MaxValue, Hard = ulong.MaxValue };
        if (SetLimit(_process.Id, 1, in limit, 0) != 0) throw new InvalidOperationException($"prlimit failed ({Marshal.GetLastPInvokeError()}).");
    }

    public Task<string> LineAsync(string exact) => Guard.ForAsync(Out.WaitAsync(line => line == exact), $"\"{exact}\" on stdout", Report);

    public Task<string> LogAsync(Func<string, bool> fits, string what, int skip = 0) => Guard.ForAsync(Err.WaitAsync(fits, skip), what, Report);

    /// <summary>For failure messages.</summary>
    public string Report() => $"stdout:\n{string.Join('\n', Out.All.TakeLast(20))}\nstderr:\n{string.Join('\n', Err.All.TakeLast(60))}";

    public async ValueTask DisposeAsync()
    {
        if (Runs) Kill();
        await ExitAsync();
        _process.Dispose();
    }

    private void Signal(int number)
    {
        // Only ever our own child, and only while it is ours: the id of an ended process may belong to somebody else.
        if (Runs && Send(_process.Id, number) != 0 && Runs) throw new InvalidOperationException($"Signal {number} was not sent.");
    }

    private static async Task ReadAsync(StreamReader from, Lines to)
    {
        while (await from.ReadLineAsync() is { } line) to.Add(line);
        to.End();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);

    [DllImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int process, int resource, in ResourceLimit limit, nint old);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
