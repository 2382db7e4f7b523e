using Dinghy.Gateway;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Hosting;
using Dinghy.Service;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>A check-up and what can be put right, for the terminal, for the admin port and for an owner in chat.</summary>
/// <param name="source">Of the configuration.</param>
internal sealed class DoctorRoom(ConfigSource source)
{
    public ConfigResult Config { get; } = ConfigLoader.Load(source);

    /// <summary>Looks, and says which metered calls it made.</summary>
    /// <param name="language">Of what a person in DingTalk reads of it.</param>
    /// <param name="offline">Asks nothing over the network.</param>
    /// <param name="card">Whom to send a message and a card; null: nobody.</param>
    /// <param name="gateway">Whoever runs on this home.</param>
    /// <param name="ct">Ends it without a result.</param>
    public async Task<(IReadOnlyList<Diagnosis> Diagnoses, IReadOnlyList<(string Account, DingTalkCall Call)> Calls)> CheckAsync(Language language, bool offline, string? card, GatewaySeen? gateway, CancellationToken ct)
    {
        var proxy = new ProxyPastLoopback(HttpClient.DefaultProxy);
        var parts = new CheckUpParts(Config, source.HomeFolder(), source.ConfigFile(), language, offline, card, gateway, proxy.GetProxy, TimeProvider.System) { Service = await ServiceAsync(ct) };
        using var way = DingTalkHttp.CreateHandler();
        using var models = new ModelFactory(TimeProvider.System, new Random(Environment.ProcessId), NullLoggerFactory.Instance, source.Environment);
        return await CheckUp.RunAsync(parts, way, models, ct);
    }

    /// <summary>The unit of the usual name, of the person or the machine, where it runs a gateway on this home.</summary>
    private async Task<ServiceSeen?> ServiceAsync(CancellationToken ct)
    {
        foreach (var systemd in new[] { Systemd.Of("dinghy", system: false), Systemd.Of("dinghy", system: true) })
            if (IsOfHome(systemd) && await systemd.StateAsync(ct) is { } state) return new(systemd.Unit, systemd.System, state.Active);
        return null;
    }

    private bool IsOfHome(Systemd systemd)
    {
        try
        {
            return systemd.IsInstalled && File.ReadAllText(systemd.File).Contains($"\"--home\" {UnitFile.Quoted(source.HomeFolder())}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <param name="dryRun">Only says what it would do.</param>
    /// <param name="fromAfar">Whoever asks is not at this machine: what gives it away is refused.</param>
    /// <param name="ct">Gives up between two repairs.</param>
    public async Task<IReadOnlyList<Repair>> FixAsync(bool dryRun, bool fromAfar, CancellationToken ct)
    {
        var home = HomeRepairs.Find(source.HomeFolder(), source.ConfigFile(), TimeProvider.System.GetUtcNow());
        var config = new ConfigRepairs(source, fromAfar);
        if (dryRun) return [.. home.Select(one => one.Repair), .. config.Renames(Config), .. ConfigRepairs.Blanks(Config)];
        var done = new List<Repair>(HomeRepairs.Do(home));
        foreach (var misspelt in config.Renames(Config)) done.Add(await config.RenameAsync(misspelt, ct));
        // A key that was misspelt is read only now.
        foreach (var blank in ConfigRepairs.Blanks(ConfigLoader.Load(source))) done.Add(await config.TrimAsync(blank, ct));

        return done;
    }

    /// <summary>Counted where <c>dinghy quota</c> looks; a home without a database counts nothing yet.</summary>
    public async Task CountAsync(IReadOnlyList<(string Account, DingTalkCall Call)> calls, CancellationToken ct)
    {
        var home = new HomeDoor(source.HomeFolder());
        if (calls.Count == 0 || !home.HasStore) return;
        try
        {
            var made = new MadeCalls([.. calls.Select(call => new MadeCall(call.Account, UsageKinds.Of(call.Call)))]);
            if (await home.AskAsync(client => client.PostAsync("/api/quota/calls", made, CliJson.Default.MadeCalls, CliJson.Default.QuotaReport, ct)) is not null) return;
            var day = DingTalkCalendar.Day(TimeProvider.System.GetUtcNow());
            await home.DirectlyAsync(async store =>
            {
                await store.AddUsageAsync([.. calls.GroupBy(call => call).Select(one => new UsageCount(one.Key.Account, day, UsageKinds.Of(one.Key.Call), one.Count()))], day.AddDays(-400), ct);
                return true;
            });
        }
        catch (StoreException e) when (e.Fault is StoreFault.Corrupt or StoreFault.FromTheFuture)
        {
            // Of what is wrong with the database a check of its own tells.
        }
        catch (Exception e) when (e is StoreException or IOException)
        {
            Shell.Say($"These calls are not counted in dinghy quota: {e.Message}");
        }
    }
}

/// <summary>Metered calls that another program of this home made.</summary>
internal sealed record MadeCalls(IReadOnlyList<MadeCall> Calls);

/// <param name="Account">Whose.</param>
/// <param name="Kind">As the usage names it: <c>robot_send</c>.</param>
internal sealed record MadeCall(string Account, string Kind);

/// <summary><c>dinghy doctor --fix</c> and <c>POST /api/doctor/fix</c>.</summary>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="Fixes">In the order done.</param>
internal sealed record DoctorFixReport(bool DryRun, IReadOnlyList<DoctorFix> Fixes)
{
    public static DoctorFixReport Of(IReadOnlyList<Repair> repairs, bool dryRun, Language language) => new(dryRun, [.. repairs.Select(one => new DoctorFix(
        one.Id, one.Target, one.What.In(language), one.Done switch { null => "would", true => "done", false => "failed" }, one.Failure))]);

    public string Text(Language language)
    {
        var zh = language == Language.Chinese;
        return Fixes.Count == 0 ? zh ? "没有需要修复的。" : "Nothing to put right." : string.Join('\n', Fixes.Select(fix =>
            $"{fix.Outcome switch { "done" => zh ? "已修复" : "fixed ", "failed" => zh ? "没修好" : "FAILED", _ => zh ? "将修复" : "would " }}  {fix.Id}  {Printable.Line(fix.Target)}: {fix.What}{(fix.Failure is { } why ? $" ({Printable.Line(why)})" : "")}"));
    }
}

/// <summary>One repair; its outcome is <c>would</c>, <c>done</c> or <c>failed</c>.</summary>
internal sealed record DoctorFix(string Id, string Target, string What, string Outcome, string? Failure);
