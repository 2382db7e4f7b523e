using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.Gateway.Storage;
using Dinghy.HandOver;

namespace Dinghy.Service;

/// <summary>Starts, stops and renews a gateway: the service, or one that runs in the foreground.</summary>
internal sealed class ServiceControl(Systemd systemd, string home)
{
    public async Task<int> StartAsync(CancellationToken ct)
    {
        if (HomeLock.IsHeld(home))
        {
            Shell.Say($"A gateway runs on {home} already (process {HomeLock.Holder(home)?.ProcessId}).");
            return ExitCodes.Ok;
        }

        if (Unusable() is { } why)
        {
            Shell.Say(why);
            return ExitCodes.Failed;
        }

        return Told(await systemd.DoAsync(ct, "start", systemd.Unit), "The gateway runs.");
    }

    public async Task<int> StopAsync(CancellationToken ct)
    {
        if (Unusable() is null && await systemd.StateAsync(ct) is { Active: not ("inactive" or "failed") })
            return Told(await systemd.DoAsync(ct, "stop", systemd.Unit), "The gateway is stopped.");
        if (RunningGateway.Find(home) is not { } running || !HomeLock.IsHeld(home)) return NotRunning();
        using var gateway = new AdminClient(running, home);
        if (await gateway.PostAsync("/api/stop", new StopOrder(), CliJson.Default.StopOrder, CliJson.Default.HandOverReport, ct) is null) return NotRunning();
        await HomeWatch.UntilFreeAsync(home, ct);
        Shell.Say("The gateway is stopped.");
        return ExitCodes.Ok;
    }

    public async Task<int> RestartAsync(bool hard, CancellationToken ct)
    {
        var running = HomeLock.IsHeld(home) ? RunningGateway.Find(home) : null;
        if (running is not null && !hard) return await HandOverAsync(running, ct);
        if (Unusable() is { } why)
        {
            Shell.Say(running is null ? why : $"This gateway is no service, so nothing would start it again. Stop it, then start it. ({why})");
            return ExitCodes.Failed;
        }

        return Told(await systemd.DoAsync(ct, "restart", systemd.Unit), "The gateway was stopped and started.");
    }

    private async Task<int> HandOverAsync(RunningGateway running, CancellationToken ct)
    {
        using var gateway = new AdminClient(running, home, HandOverOffice.Patience + TimeSpan.FromSeconds(10));
        if (await gateway.PostAsync("/api/handover", new StopOrder(), CliJson.Default.StopOrder, CliJson.Default.HandOverReport, ct) is not { } report) return NotRunning();
        if (!report.Ok)
        {
            Shell.Say($"{report.Reason} Process {report.From} goes on as it was.");
            return ExitCodes.Failed;
        }

        if (!await HomeWatch.UntilHeldAsync(home, report.To, ct))
        {
            Shell.Say($"Process {report.To} was to take over and does not hold {home}. Its log says why; the service manager starts it again. See: dinghy gateway status");
            return ExitCodes.Failed;
        }

        Shell.Say($"Process {report.To} took over from process {report.From}, with nobody missed.");
        return ExitCodes.Ok;
    }

    /// <summary>Null: there is a unit to work with.</summary>
    private string? Unusable() => systemd.Missing ?? (systemd.IsInstalled ? null : $"There is no {systemd.File}. Install the service with: dinghy gateway install{(systemd.System ? " --system" : "")}; or run \"dinghy gateway\" in the foreground.");

    private int NotRunning()
    {
        Shell.Say($"No gateway runs on {home}.");
        return ExitCodes.NotRunning;
    }

    private static int Told(string? error, string done)
    {
        Shell.Say(error is null ? done : $"systemd: {error}");
        return error is null ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
