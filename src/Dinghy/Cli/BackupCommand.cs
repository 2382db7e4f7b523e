using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dinghy.Gateway.Backup;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Cli;

/// <param name="File">The backup.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Files">How many are in it.</param>
/// <param name="Secrets">Whether tokens, key files and the configuration's secrets are.</param>
/// <param name="LeftOut">What lies in the home folder, or is a workspace elsewhere, and is not in it.</param>
internal sealed record BackupReport(string File, long Bytes, int Files, bool Secrets, IReadOnlyList<string> LeftOut);

/// <param name="Problem">Why nothing was changed; null: restored.</param>
/// <param name="Home">The folder.</param>
/// <param name="Kept">Where the folder is that was there before; null: none was.</param>
/// <param name="MadeAt">When the backup was made.</param>
/// <param name="Files">How many were restored.</param>
/// <param name="Ended">Messages and answers that were open in the copy, and ended without a word.</param>
/// <param name="MustSet">What the configuration lacks before a gateway can start.</param>
internal sealed record RestoreReport(string? Problem, string Home, string? Kept, DateTimeOffset? MadeAt, int Files, int Ended, IReadOnlyList<ConfigFinding> MustSet);

/// <summary><c>dinghy backup</c> and <c>dinghy restore</c>: a home folder in one file, and back.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var to = new Option<string?>("--to") { Description = "A new file (else dinghy-backup-<time>.zip in this folder).", HelpName = "file" };
        var secrets = new Option<bool>("--secrets") { Description = "With tokens, key files and the secrets in the configuration. Keep such a file as you keep them." };
        var command = new Command("backup", "Copy database, configuration, workspaces, memory and files of talks into one file, while the gateway runs or not.") { to, secrets };
        command.SetAction(async (line, ct) =>
        {
            var source = CommonOptions.Source(line);
            var home = source.HomeFolder();
            if (!Directory.Exists(home))
            {
                Shell.Say($"There is no home folder at {home}.");
                return ExitCodes.Failed;
            }

            var time = TimeProvider.System;
            var file = line.GetValue(to) ?? $"dinghy-backup-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.zip";
            var (config, read) = ReadConfigs.Load(source);
            var agents = config.Readable?.Agents;
            string[] workspaces = agents is null ? [] : [agents.Default.Workspace, .. agents.List.Select(agent => agent.Workspace)];
            var manifest = await new HomeBackup(home, source.ConfigFile(), [.. workspaces.Distinct(StringComparer.Ordinal)], VersionCommand.Number, time) { Configs = read }.MakeAsync(file, line.GetValue(secrets), ct);
            var report = new BackupReport(file, new FileInfo(file).Length, manifest.Files.Count, manifest.Secrets, manifest.LeftOut);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.BackupReport));
            else Shell.Print(file);
            Shell.Say(string.Create(CultureInfo.InvariantCulture, $"{report.Files} files, {report.Bytes / 1024} KB. It holds what people said: keep it as you keep the database."));
            if (report.LeftOut.Count > 0) Shell.Say($"Not in it: {string.Join(", ", report.LeftOut)}.");
            if (!report.Secrets) Shell.Say("Secrets are not in it; --secrets takes them along.");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("file") { Description = "From dinghy backup." };
        var force = new Option<bool>("--force") { Description = "Where a home is already: put it aside, and keep it." };
        var resume = new Option<bool>("--resume") { Description = "Answer what was open when the backup was made. Only where its gateway did not go on: people would hear answers twice." };
        var command = new Command("restore", "Make a backup the home folder, after all of it has been checked.") { file, force, resume };
        command.SetAction(async (line, ct) =>
        {
            var source = CommonOptions.Source(line);
            var path = line.GetValue(file)!;
            if (!File.Exists(path))
            {
                Shell.Say($"There is no file {path}.");
                return ExitCodes.Failed;
            }

            var home = source.HomeFolder();
            var done = await new HomeRestore(home, TimeProvider.System).RestoreAsync(path, line.GetValue(force), line.GetValue(resume), ct);
            IReadOnlyList<ConfigFinding> missing = done.Problem is not null ? [] : [.. ConfigLoader.Load(source).Faults.Select(fault => new ConfigFinding(fault.Path, fault.Found, fault.Hint))];
            var report = new RestoreReport(done.Problem, home, done.Kept, done.Manifest?.At, done.Problem is null ? done.Manifest!.Files.Count : 0, done.Ended, missing);
            if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.RestoreReport));
            else Tell(report);
            foreach (var left in HomeSwap.Leftovers(home)) Shell.Say($"{left} was left by a restore that was killed: remove it, it holds what the backup held.");
            return done.Problem is null ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static void Tell(RestoreReport report)
    {
        if (report.Problem is { } problem)
        {
            Shell.Say(problem);
            Shell.Say("Nothing was changed.");
            return;
        }

        Shell.Print(string.Create(CultureInfo.InvariantCulture, $"{report.Home} is as it was at {report.MadeAt:yyyy-MM-dd HH:mm:ss} UTC: {report.Files} files."));
        if (report.Kept is { } kept) Shell.Say($"What was there before is kept in {kept}.");
        if (report.Ended > 0) Shell.Say(string.Create(CultureInfo.InvariantCulture, $"{report.Ended} messages and answers were open when the backup was made; they ended without a word, so that nobody hears an answer twice."));
        if (report.MustSet.Count == 0) return;
        Shell.Say("To be set before the gateway can start:");
        foreach (var one in report.MustSet) Shell.Say($"  {one.Path}: {one.Hint}");
    }
}
