using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Migration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

/// <summary><c>dinghy migrate --from picoclaw|openclaw</c>: configuration, talks and memory of another program become ours; that program's files stay as they are.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "picoclaw or openclaw.", Required = true, HelpName = "program" };
        from.AcceptOnlyFromAmong("picoclaw", "openclaw");
        var folder = new Option<string?>("--source") { Description = "Its folder, where it is not the usual one.", HelpName = "folder" };
        var dry = new Option<bool>("--dry-run") { Description = "Only tell what would be done." };
        var force = new Option<bool>("--force") { Description = "Replace what is here (the old files are kept), and write a configuration that has faults." };
        var command = new Command("migrate", "Move in from PicoClaw or OpenClaw.") { from, folder, dry, force };
        command.SetAction(async (line, ct) =>
        {
            var source = CommonOptions.Source(line);
            var kind = line.GetValue(from) == "picoclaw" ? HostKind.PicoClaw : HostKind.OpenClaw;
            var report = new Dinghy.Gateway.Configuration.ConfigReport();
            var installation = Installation.Find(kind, line.GetValue(folder), source.Environment);
            if (new MigrationPlanner(source, TimeProvider.System).Make(installation, report) is not { } plan)
            {
                foreach (var fault in report.Faults) Shell.Say($"fault: {fault}");
                Shell.Say($"Nothing was found to move in from {installation.ConfigFile}.");
                return ExitCodes.Failed;
            }

            var outcome = line.GetValue(dry) ? Foresee(plan, source.HomeFolder()) : await DoAsync(plan, source.HomeFolder(), line.GetValue(force), ct);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(ReportOf(plan, outcome), CliJson.Default.MigrationReport));
            else Tell(plan, outcome);
            return outcome.Code;
        });
        return command;
    }

    private const string NoRobot = "NO ROBOT came along: no block of DingTalk's was found in the old configuration. Write channels.dingtalk with client_id and client_secret.";

    private sealed record Outcome(int Code, IReadOnlyList<string> Left, string Sentence);

    /// <summary>Looks at this home too: who was sent away here does not come back by a move.</summary>
    private static Outcome Foresee(MigrationPlan plan, string home)
    {
        var here = SqliteAccess.Look(home);
        return new Outcome(ExitCodes.Ok, Migrator.Foresee(plan, here.Robots, here.Revoked), "Dry run: nothing was written.");
    }

    private static async Task<Outcome> DoAsync(MigrationPlan plan, string home, bool force, CancellationToken ct)
    {
        if (plan.From.Holds(plan.ConfigFile) || plan.From.Holds(Path.Join(home, "dinghy.db")) || plan.From.Holds(Path.Join(home, "workspace", "AGENTS.md")))
            return new(ExitCodes.Failed, [], $"{plan.ConfigFile} lies in {plan.From.Kind}'s own folder, which is only read: name another home (--home) and no --config of theirs.");
        if (!force && File.Exists(plan.ConfigFile))
            return new(ExitCodes.Failed, [], $"{plan.ConfigFile} is there already: nothing was written. With --force it is replaced, and kept as a version for \"dinghy config rollback\".");
        if (!force && plan.Faults.Count > 0)
            return new(ExitCodes.BadConfig, [], "The new configuration would have faults: nothing was written. Mend them where they come from, or write it with --force and mend it here.");
        using var ours = HomeLock.Take(home);
        await using var store = SqliteStore.Open(home);
        var left = await new Migrator(store, store, store, store, new ConfigHistory(home, TimeProvider.System)).CarryOutAsync(plan, force, ct);
        var change = new ConfigChange("migrate", "", plan.ConfigFile, "", Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(plan.ConfigFile, ct))));
        await store.AppendAuditAsync(change.ToEvent(), TimeProvider.System.GetUtcNow(), ct);
        return new(ExitCodes.Ok, left, $"Written: {plan.ConfigFile}. {plan.From.Folder} is as it was. Next: dinghy config check, then dinghy gateway; stop {plan.From.Kind} first, or both will answer.");
    }

    private static void Tell(MigrationPlan plan, Outcome outcome)
    {
        Shell.Print($"From {plan.From.ConfigFile}");
        foreach (var each in plan.Carried) Shell.Print($"  carried: {each}");
        foreach (var each in plan.Left.Concat(outcome.Left)) Shell.Print($"  not carried: {each}");
        foreach (var fault in plan.Faults) Shell.Print($"  fault: {fault}");
        Shell.Say(outcome.Sentence);
        if (!plan.HasRobot) Shell.Say(NoRobot);
    }

    private static MigrationReport ReportOf(MigrationPlan plan, Outcome outcome) => new(
        outcome.Code == ExitCodes.Ok, plan.From.ConfigFile, plan.ConfigFile, plan.Carried, [.. plan.HasRobot ? Array.Empty<string>() : [NoRobot], .. plan.Left, .. outcome.Left],
        [.. plan.Faults.Select(fault => new ConfigFinding(fault.Path, fault.Found, fault.Hint))], outcome.Sentence);
}
