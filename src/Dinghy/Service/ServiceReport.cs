using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Service;

/// <summary><c>dinghy gateway status --json</c>.</summary>
/// <param name="Service">How the service stands.</param>
/// <param name="Gateway">What the gateway says of itself; null: it does not run or does not answer.</param>
/// <param name="Holder">Who holds the home folder; null: nobody.</param>
/// <param name="Address">Where it listens; null: nowhere.</param>
/// <param name="Home">The home folder.</param>
/// <param name="ConfigFile">The configuration that this command would read.</param>
/// <param name="Version">Of this program.</param>
/// <param name="LogFolder">Where its log is.</param>
/// <param name="Hints">What to look at next; empty when all is well.</param>
internal sealed record ServiceReport(
    ServiceUnitReport Service, StatusReport? Gateway, HolderReport? Holder, Uri? Address, string Home, string ConfigFile, string Version, string LogFolder, IReadOnlyList<string> Hints)
{
    public static async Task<ServiceReport> LookAsync(Systemd systemd, ConfigSource source, string home, CancellationToken ct)
    {
        var state = await systemd.StateAsync(ct);
        var holder = HomeLock.IsHeld(home) ? HomeLock.Holder(home) : null;
        var held = HomeLock.IsHeld(home);
        var gateway = await GatewayClient.AskAsync(home, "/api/status", CliJson.Default.StatusReport, ct);
        var unit = new ServiceUnitReport(
            systemd.Missing is null ? "systemd" : "none", systemd.System ? "system" : "user", systemd.Unit, systemd.IsInstalled ? systemd.File : null,
            state?.Active, state?.Detail, state?.Enabled, state?.ProcessId, state?.Restarts, systemd.Missing);
        var looked = source with { Home = home };
        return new ServiceReport(
            unit, gateway, holder is null ? null : new HolderReport(holder.ProcessId, holder.Since), held ? RunningGateway.Find(home)?.Address : null, home, looked.ConfigFile(), VersionCommand.Number,
            Path.Join(home, "logs"), [.. Hinted(systemd, state, held, holder, gateway)]);
    }

    private static IEnumerable<string> Hinted(Systemd systemd, UnitState? state, bool held, HomeHolder? holder, StatusReport? gateway)
    {
        var scope = systemd.System ? " --system" : "";
        if (systemd.Missing is null && !systemd.IsInstalled) yield return $"It is no service yet: dinghy gateway install{scope}";
        if (state is { Active: "failed" }) yield return $"The service failed. Why: journalctl{(systemd.System ? "" : " --user")} -u {systemd.Unit} -n 50";
        else if (systemd.IsInstalled && state is { Active: "inactive" } && !held) yield return $"The service is stopped: dinghy gateway start{scope}";
        if (state is { Enabled: false } && systemd.IsInstalled) yield return $"It will not start by itself: systemctl{(systemd.System ? "" : " --user")} enable {systemd.Unit}";
        if (held && state is { ProcessId: { } main } && holder is not null && holder.ProcessId != main) yield return $"The home folder is held by process {holder.ProcessId}, which is not the service's ({main}).";
        if (!held && systemd.Missing is not null) yield return "No gateway runs on this home. Start one with: dinghy gateway";
        if (held && gateway is null) yield return "It holds its home and does not answer: it may be starting. Look again, then at its log: dinghy logs";
        if (gateway is { Ready: false }) yield return "It is not ready, for the reasons above: dinghy doctor";
        if (gateway is not null && gateway.Version != VersionCommand.Number) yield return $"It runs {gateway.Version}, and this program is {VersionCommand.Number}: dinghy gateway restart{scope}";
        if (gateway is { DeadReplies: > 0 }) yield return $"{gateway.DeadReplies} answers could not be delivered: see /metrics and the log (dinghy logs --level warn).";
    }
}

/// <param name="Manager"><c>systemd</c>, or <c>none</c>.</param>
/// <param name="Scope"><c>user</c> or <c>system</c>.</param>
/// <param name="Unit">Its name.</param>
/// <param name="File">Null: it is not installed.</param>
/// <param name="Active">As systemd calls it; null: it does not know the unit.</param>
/// <param name="Detail">As systemd calls it.</param>
/// <param name="Enabled">It starts by itself.</param>
/// <param name="ProcessId">Null: none runs.</param>
/// <param name="Restarts">By itself, since it was started.</param>
/// <param name="Note">Why there is no manager, and what to do instead.</param>
internal sealed record ServiceUnitReport(
    string Manager, string Scope, string Unit, string? File, string? Active, string? Detail, bool? Enabled, int? ProcessId, int? Restarts, string? Note);

internal sealed record HolderReport(int ProcessId, DateTimeOffset Since);
