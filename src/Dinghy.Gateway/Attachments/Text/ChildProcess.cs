using System.Diagnostics;
using System.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>What a helper program left behind.</summary>
/// <param name="ExitCode">Null: it was ended, because enough was read.</param>
/// <param name="Errors">The beginning of its error output.</param>
internal sealed record ChildResult(int? ExitCode, string Errors);

/// <summary>A program of the system that reads a file we do not trust: no shell, no environment, bounded output, ended with all it started.</summary>
internal static class ChildProcess
{
    private const int MostErrorBytes = 4096;
    private static readonly string[] s_kept = ["PATH", "SystemRoot", "TMPDIR"];

    /// <summary>The program's path; null when the system has none.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);

    /// <param name="command">The program and its arguments, each as it is.</param>
    /// <param name="take">Gets the output, as UTF-8; false ends the program.</param>
    /// <param name="ct">Ends the program too.</param>
    public static async Task<ChildResult> RunAsync(IReadOnlyList<string> command, Func<ReadOnlyMemory<char>, bool> take, CancellationToken ct)
    {
        using var process = Start(command);
        try
        {
            process.StandardInput.Close();
            var errors = DrainAsync(process.StandardError.BaseStream, ct);
            var all = await PumpAsync(process.StandardOutput, take, ct);
            if (!all) return new(ExitCode: null, "");
            await process.WaitForExitAsync(ct);
            return new(process.ExitCode, await errors);
        }
        finally
        {
            await EndAsync(process);
        }
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
        };
        // Ours holds keys.
        var kept = s_kept.Select(name => (name, value: Environment.GetEnvironmentVariable(name))).Where(pair => pair.value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }

    private static async Task<bool> PumpAsync(StreamReader output, Func<ReadOnlyMemory<char>, bool> take, CancellationToken ct)
    {
        var chunk = new char[8192];
        for (int read; (read = await output.ReadAsync(chunk, ct)) > 0;)
            if (!take(chunk.AsMemory(0, read))) return false;
        return true;
    }

    // Read to its end, or the program would wait for us; only the beginning is kept.
    private static async Task<string> DrainAsync(Stream errors, CancellationToken ct)
    {
        var (kept, chunk) = (new MemoryStream(), new byte[1024]);
        for (int read; (read = await errors.ReadAsync(chunk, ct)) > 0;)
            if (kept.Length < MostErrorBytes) kept.Write(chunk, 0, read);
        return Encoding.UTF8.GetString(kept.ToArray());
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
