using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Dinghy.Gateway.Tools.Exec;

/// <summary>A program in a session of its own, where the system has such: everything it starts, and leaves behind, ends with one signal. It gets none of our environment but what names the machine.</summary>
internal sealed class ChildGroup : IDisposable
{
    private const int Kill = 9;

    private static readonly string[] s_kept = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "ComSpec", "PATHEXT", "APPDATA", "LOCALAPPDATA", "USERPROFILE"];

    private readonly bool _isSession;

    private ChildGroup(Process process, bool isSession) => (Process, _isSession) = (process, isSession);

    public Process Process { get; }

    /// <summary>A program's path; null when the system has none.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Null: there is no such program, or it may not be run.</summary>
    /// <param name="words">The program and its arguments, each as it is; no shell looks at them.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="variables">Its environment, besides what names the machine.</param>
    public static ChildGroup? Start(IReadOnlyList<string> words, string folder, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var session = OperatingSystem.IsWindows() ? null : Find("setsid");
        if (session is not null && !Exists(words[0], folder)) return null;
        var process = new Process { StartInfo = Prepare(session is null ? words : [session, .. words], folder, variables) };
        try
        {
            if (process.Start()) return new ChildGroup(process, session is not null);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            // Told by null.
        }

        process.Dispose();
        return null;
    }

    /// <summary>Ends it and all it started; may be called again, and when it has ended by itself.</summary>
    public void End()
    {
        if (_isSession) _ = SendSignal(-Process.Id, Kill);
        try
        {
            Process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose() => Process.Dispose();

    private static ProcessStartInfo Prepare(IReadOnlyList<string> words, string folder, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var plain = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardInputEncoding = plain, StandardOutputEncoding = plain, StandardErrorEncoding = plain,
        };
        // Ours holds keys.
        var kept = s_kept.Select(name => (name, Value: Environment.GetEnvironmentVariable(name))).Where(pair => pair.Value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept) start.Environment[name] = value;
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return start;
    }

    private static bool Exists(string program, string folder) =>
        program.Contains('/', StringComparison.Ordinal) ? File.Exists(Path.GetFullPath(program, folder)) : Find(program) is not null;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
