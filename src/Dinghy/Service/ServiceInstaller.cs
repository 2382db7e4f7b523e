using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Service;

/// <summary>Puts the unit in its place and takes it away.</summary>
internal sealed class ServiceInstaller(Systemd systemd, string? runAs)
{
    public async Task<int> InstallAsync(ConfigSource source, bool homeChosen, bool dryRun, bool start, CancellationToken ct)
    {
        if (systemd.System && !homeChosen) source = source with { Home = UnitFile.SystemHome };
        var user = systemd.System ? runAs ?? Environment.GetEnvironmentVariable("SUDO_USER") : null;
        if (systemd.System && user is null or "root")
        {
            Shell.Say("A gateway should not have root's rights. Say whose it shall have: --run-as <user> (make one with: useradd --system dinghy).");
            return ExitCodes.Usage;
        }

        // Folders that the configuration names are looked up in it; with faults it is told of, and installed all the same: it may be mended later.
        var config = ConfigOutcome.Load(source);
        string unit;
        try
        {
            unit = UnitFile.Write(new UnitOrder(OwnProgram.Words, source.HomeFolder())
            {
                Config = source.File is null ? null : source.ConfigFile(),
                System = systemd.System,
                RunAs = user,
                Writes = [.. config?.Agents.All.Select(agent => agent.Workspace).Where(Path.IsPathFullyQualified) ?? []],
                Reads = [.. config?.Agents.All.SelectMany(agent => agent.Knowledge).Select(folder => folder.Path) ?? []],
                DotnetRoot = OwnProgram.DotnetRoot,
                Namespaces = config?.Tools.Exec.Bubblewrap ?? false,
            });
        }
        catch (NotSupportedException e)
        {
            Shell.Say(e.Message);
            return ExitCodes.Usage;
        }

        if (dryRun)
        {
            Shell.Print(unit.TrimEnd('\n'));
            TellOfConfig(source);
            if (systemd.Missing is { } absent) Shell.Say($"note: {absent}");
            return ExitCodes.Ok;
        }

        if (systemd.Missing is { } missing)
        {
            Shell.Say($"Nothing was installed: {missing}");
            return ExitCodes.Failed;
        }

        TellOfConfig(source);
        return await PutAsync(unit, source.HomeFolder(), start, ct);
    }

    public async Task<int> UninstallAsync(CancellationToken ct)
    {
        if (systemd.Missing is { } missing)
        {
            Shell.Say(missing);
            return ExitCodes.Failed;
        }

        if (!systemd.IsInstalled)
        {
            Shell.Say($"There is no {systemd.File}: nothing to remove.");
            return ExitCodes.NotRunning;
        }

        if (await systemd.DoAsync(ct, "disable", "--now", systemd.Unit) is { } error) Shell.Say(error);
        File.Delete(systemd.File);
        if (await systemd.DoAsync(ct, "daemon-reload") is { } other) Shell.Say(other);
        Shell.Say($"Removed {systemd.File}. The home folder is as it was.");
        return ExitCodes.Ok;
    }

    private async Task<int> PutAsync(string unit, string home, bool start, CancellationToken ct)
    {
        PrivateFolder.Make(home);
        if (start && HomeLock.IsHeld(home) && await systemd.StateAsync(ct) is not { Active: "active" })
        {
            Shell.Say($"A gateway runs on {home} already, outside of this service. Stop it first (Ctrl-C, or: dinghy gateway stop), then install again.");
            return ExitCodes.Failed;
        }

        Directory.CreateDirectory(systemd.Folder);
        await File.WriteAllTextAsync(systemd.File, unit, ct);
        Shell.Say($"Wrote {systemd.File}");
        string[] enable = start ? ["enable", "--now", systemd.Unit] : ["enable", systemd.Unit];
        if (await systemd.DoAsync(ct, "daemon-reload") is { } unread) return Failed(unread);
        if (await systemd.DoAsync(ct, enable) is { } error) return Failed(error);
        Shell.Say(start ? "The gateway runs, and starts with the machine. See: dinghy gateway status" : "Installed; start it with: dinghy gateway start");
        if (systemd.System && home != UnitFile.SystemHome) Shell.Say($"{home} must belong to the user that it runs as: chown -R <user> {UnitFile.Quoted(home)}");
        if (!systemd.System) Shell.Say("It runs while you are logged in. To keep it running without: loginctl enable-linger");
        return ExitCodes.Ok;
    }

    private static int Failed(string words)
    {
        Shell.Say($"systemd: {words}");
        return ExitCodes.Failed;
    }

    /// <summary>What the console and people in chat change goes through the service, which must not write into all of /etc for it.</summary>
    private void TellOfConfig(ConfigSource source)
    {
        if (source.File is null || Path.GetDirectoryName(source.ConfigFile()) is not { } folder || UnitFile.IsIn(folder, source.HomeFolder())) return;
        Shell.Say($"note: {source.ConfigFile()} lies outside of the home, so the service reads it and can not write it: edits from the console are refused, yours from a terminal are not. To allow them give the configuration a folder of its own, and then: systemctl {(systemd.System ? "" : "--user ")}edit {systemd.Unit}, [Service], ReadWritePaths=<that folder>");
    }
}
