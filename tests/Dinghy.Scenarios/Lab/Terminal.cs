using System.Diagnostics;
using System.Text;

namespace Dinghy.Scenarios.Lab;

/// <summary>The real program at a terminal of its own, as a person has it: <c>script</c> makes one.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _seen = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _read;

    private Terminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Everything that was shown.</summary>
    public string Seen { get { lock (_gate) return _seen.ToString(); } }

    /// <param name="home">As for <see cref="ChildProgram"/>.</param>
    /// <param name="arguments">The command line; no blanks in it.</param>
    /// <param name="columns">The window's width.</param>
    /// <param name="environment">Added; TERM is xterm-256color unless said.</param>
    public static Terminal Start(string home, string arguments, int columns = 100, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("script") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 };
        // Whoever runs the tests in the background of a script has Ctrl-C ignored in all that they start.
        foreach (var part in (string[])["-qfec", $"stty cols {columns} rows 50; exec env --default-signal=INT {Layout.Program} {arguments}", "/dev/null"]) start.ArgumentList.Add(part);
        start.Environment.Clear();
        foreach (var (name, value) in Layout.Environment(home)) start.Environment[name] = value;
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new Terminal(Process.Start(start) ?? throw new InvalidOperationException("script did not start."));
    }

    /// <summary>Waits until this stands after what was waited for last.</summary>
    public async Task SeesAsync(string text)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var at = _seen.ToString().IndexOf(text, _read, StringComparison.Ordinal);
                if (at >= 0)
                {
                    _read = at + text.Length;
                    return;
                }

                changed = _changed.Task;
            }

            if (_reading.IsCompleted) throw new InvalidOperationException($"It ended without \"{text}\":\n{Seen}");
            try
            {
                await Task.WhenAny(changed, _reading).WaitAsync(s_guard);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Never saw \"{text}\":\n{Seen}");
            }
        }
    }

    /// <summary>Types a line and Enter.</summary>
    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\r");
        await _process.StandardInput.FlushAsync();
    }

    public async Task AnswerAsync(string question, string line)
    {
        await SeesAsync(question);
        await TypeAsync(line);
    }

    /// <summary>Ctrl-C, as the terminal's driver makes it of the key.</summary>
    public async Task CtrlCAsync()
    {
        await _process.StandardInput.WriteAsync("\x03");
        await _process.StandardInput.FlushAsync();
    }

    public async Task<int> ExitAsync()
    {
        try
        {
            await _reading.WaitAsync(s_guard);
            await _process.WaitForExitAsync().WaitAsync(s_guard);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It did not end:\n{Seen}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _reading.WaitAsync(s_guard);
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var chunk = new char[4096];
        for (int count; (count = await _process.StandardOutput.ReadAsync(chunk)) > 0;)
        {
            TaskCompletionSource changed;
            lock (_gate)
            {
                _seen.Append(chunk, 0, count);
                (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            changed.TrySetResult();
        }
    }
}
