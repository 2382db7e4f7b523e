using System.CommandLine;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;

namespace Dinghy.Cli;

/// <summary><c>dinghy doctor</c>: what is well, what is not, why, and what to do; with or without a gateway at work.</summary>
internal static class DoctorCommand
{
    private static readonly string[] s_locale = ["LC_ALL", "LC_MESSAGES", "LANG"];

    public static Command Create()
    {
        var card = new Option<string?>("--card") { Description = "Send a message and a live card to this person or group: proves permissions and the template. Some metered calls.", HelpName = "staffId|cid" };
        var offline = new Option<bool>("--offline") { Description = "Ask nothing over the network." };
        var fix = new Option<bool>("--fix") { Description = "Put right what is ours: file modes, files left by a killed gateway, an old database, misspelt keys of the configuration, blanks around credentials. Each repair is printed." };
        var dryRun = new Option<bool>("--dry-run") { Description = "With --fix: only say what would be done." };
        var command = new Command("doctor", "Check everything between DingTalk and the model, and say what to do.") { card, offline, fix, dryRun };
        command.Validators.Add(line =>
        {
            if (line.GetValue(offline) && line.GetValue(card) is not null) line.AddError("--card needs the network that --offline forbids.");
            if (line.GetValue(dryRun) && !line.GetValue(fix)) line.AddError("--dry-run goes with --fix.");
            if (line.GetValue(fix) && (line.GetValue(offline) || line.GetValue(card) is not null)) line.AddError("--fix looks at this machine alone: run doctor again for the rest.");
            if (line.GetValue(card) is { } target && string.IsNullOrWhiteSpace(target)) line.AddError("--card names a staff id or a conversation id.");
        });
        command.SetAction(async (line, ct) =>
        {
            var source = CommonOptions.Source(line);
            var room = new DoctorRoom(source);
            var language = LanguageOf(room.Config.Config?.Language, source.Environment);
            if (line.GetValue(fix))
            {
                var fixes = DoctorFixReport.Of(await room.FixAsync(line.GetValue(dryRun), fromAfar: false, ct), line.GetValue(dryRun), language);
                Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(fixes, CliJson.Default.DoctorFixReport) : fixes.Text(language));
                return fixes.Fixes.Any(one => one.Outcome == "failed") ? ExitCodes.Failed : ExitCodes.Ok;
            }

            var (diagnoses, calls) = await room.CheckAsync(language, line.GetValue(offline), line.GetValue(card)?.Trim(), await GatewayAsync(source.HomeFolder(), ct), ct);
            await room.CountAsync(calls, ct);
            var report = DoctorReport.Of(diagnoses, calls.Count, language);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.DoctorReport) : DoctorText.Of(report, language));
            return report.Ok ? ExitCodes.Ok : ExitCodes.CheckFailed;
        });
        return command;
    }

    /// <summary>The configuration's; else what the terminal is set to.</summary>
    internal static Language LanguageOf(string? configured, Func<string, string?> environment) => configured switch
    {
        "zh" => Language.Chinese,
        "en" => Language.English,
        _ => s_locale.Select(environment).FirstOrDefault(set => !string.IsNullOrEmpty(set))?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true
            ? Language.Chinese
            : Language.English,
    };

    private static async Task<GatewaySeen?> GatewayAsync(string home, CancellationToken ct)
    {
        if (RunningGateway.Find(home) is not { } running) return null;
        return await GatewayClient.AskAsync(home, "/api/status", CliJson.Default.StatusReport, ct) is { } status
            ? GatewaySight.Of(status)
            : new(running.ProcessId, Answers: false, []);
    }
}
