using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Dinghy.Service;

/// <summary>How the unit of a gateway stands.</summary>
/// <param name="Active"><c>active</c>, <c>inactive</c>, <c>failed</c>, <c>activating</c> …</param>
/// <param name="Detail"><c>running</c>, <c>dead</c>, <c>auto-restart</c> …</param>
/// <param name="Enabled">Starts with the machine, or with the person's session.</param>
/// <param name="ProcessId">Null: none runs.</param>
/// <param name="Restarts">By itself, since it was started.</param>
internal sealed record UnitState(string Active, string Detail, bool Enabled, int? ProcessId, int Restarts);

/// <summary>One unit of systemd, of the machine or of a person.</summary>
/// <param name="Name">Without <c>.service</c>.</param>
/// <param name="System">Of the machine.</param>
/// <param name="Folder">Where its file is.</param>
/// <param name="Runtime">There while systemd runs this machine.</param>
/// <param name="Program">systemctl.</param>
internal sealed record Systemd(string Name, bool System, string Folder, string Runtime = "/run/systemd/system", string Program = "systemctl")
{
    public static Systemd Of(string name, bool system) => new(name, system, system
        ? "/etc/systemd/system"
        : Path.Join(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"), "systemd", "user"));

    public string Unit => Name + ".service";

    public string File => Path.Join(Folder, Unit);

    public bool IsInstalled => global::System.IO.File.Exists(File);

    /// <summary>Null: systemd can be asked. Else why not, and what to do instead.</summary>
    public string? Missing => this switch
    {
        _ when OperatingSystem.IsWindows() => "Windows has no systemd. docs/service.md has a script for a scheduled task.",
        _ when OperatingSystem.IsMacOS() => "macOS has no systemd. docs/service.md has a file for launchd.",
        _ when !Directory.Exists(Runtime) => "systemd does not run this machine (a container?). Run \"dinghy gateway\" under what starts things here: in a container as its command, with a restart policy. docs/service.md says more.",
        _ => null,
    };

    /// <returns>Its words on stderr, when it failed; null when it did not.</returns>
    /// <exception cref="IOException">systemctl can not be run.</exception>
    public async Task<string?> DoAsync(CancellationToken ct, params string[] words)
    {
        var (code, _, error) = await RunAsync(words, ct);
        return code == 0 ? null : error.Trim() is { Length: > 0 } said ? said : string.Create(CultureInfo.InvariantCulture, $"systemctl {string.Join(' ', words)} ended with {code}");
    }

    /// <summary>Null: systemd does not know the unit, or can not be asked.</summary>
    public async Task<UnitState?> StateAsync(CancellationToken ct)
    {
        if (Missing is not null) return null;
        try
        {
            var (code, output, _) = await RunAsync(["show", Unit, "--property=LoadState,ActiveState,SubState,UnitFileState,MainPID,NRestarts"], ct);
            return code == 0 ? Read(output) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    internal static UnitState? Read(string properties)
    {
        var values = properties.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.Ordinal);
        if (values.GetValueOrDefault("LoadState") is null or "not-found") return null;
        return new UnitState(
            values.GetValueOrDefault("ActiveState") ?? "unknown", values.GetValueOrDefault("SubState") ?? "unknown",
            values.GetValueOrDefault("UnitFileState") is "enabled" or "enabled-runtime",
            Number("MainPID") is > 0 and var id ? id : null, Number("NRestarts") ?? 0);

        int? Number(string name) => int.TryParse(values.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(IEnumerable<string> words, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (!System) start.ArgumentList.Add("--user");
        start.ArgumentList.Add("--no-pager");
        foreach (var word in words) start.ArgumentList.Add(word);
        try
        {
            using var running = Process.Start(start) ?? throw new IOException($"{Program} did not start.");
            var output = running.StandardOutput.ReadToEndAsync(ct);
            var error = running.StandardError.ReadToEndAsync(ct);
            await running.WaitForExitAsync(ct);
            return (running.ExitCode, await output, await error);
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{Program} can not be run: {e.Message}", e);
        }
    }
}
