using System.CommandLine;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary><c>dinghy models list|test|set|status</c>.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "See which models there are, try them, choose one.") { List(), Test(), Set(), Status() };

    private static Command List()
    {
        var all = new Option<bool>("--all") { Description = "Also those without a key." };
        var command = new Command("list", "List the models that could be asked, with window, prices and abilities.") { all };
        command.SetAction(line =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            using var models = Factory();
            var report = ModelsReport.Listed(models, config, line.GetValue(all));
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.ModelsReport) : ModelsText.Of(report, TimeProvider.System.GetUtcNow()));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Test()
    {
        var name = new Argument<string?>("model") { Description = "provider/model; without it, the configured one and its fallbacks.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("test", "Make live calls: time to the first token, tools, and a picture if the model is said to see. Costs a few tokens.") { name };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            using var models = Factory();
            var report = await ModelRoutes.TestAsync(models, config, line.GetValue(name), ct);
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report.Models, CliJson.Default.IReadOnlyListProbeReport) : string.Join('\n', report.Models.Select(ModelsText.Of)));
            return report.Ok ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Set()
    {
        var name = new Argument<string>("model") { Description = "provider/model" };
        var skip = new Option<bool>("--skip-check") { Description = "Do not ask it before." };
        var command = new Command("set", "Make a model the usual one (models.default), once it has answered a short question.") { name, skip };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            using var models = Factory();
            var report = await ModelRoutes.SetDefaultAsync(models, config, line.GetValue(name)!, tried: !line.GetValue(skip), ConfigEditCommands.Editor(line), (key, edit) => ConfigEditCommands.Kept(line, "set", key, edit, ct), ct);
            foreach (var note in report.Notes) Shell.Say($"note: {note}");
            foreach (var fault in report.Faults) Shell.Say($"{(report.Saved ? "warning" : "fault")}: {fault.Path}: {(fault.Found.Length == 0 ? "" : $"found {fault.Found}; ")}{fault.Hint}");
            Shell.Say(report.Sentence!);
            return report.Saved ? ExitCodes.Ok : report.Faults.Count > 0 ? ExitCodes.BadConfig : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Ask the running gateway which models rest, why, and until when.");
        command.SetAction(async (line, ct) =>
        {
            var home = CommonOptions.Source(line).HomeFolder();
            if (await GatewayClient.AskAsync(home, "/api/models", CliJson.Default.ModelsReport, ct) is not { } report)
            {
                Shell.Say($"No gateway runs on {home}. Start one with: dinghy gateway");
                return ExitCodes.NotRunning;
            }

            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.ModelsReport) : ModelsText.Of(report, TimeProvider.System.GetUtcNow()));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ModelFactory Factory() => new(TimeProvider.System, new Random(Environment.ProcessId), NullLoggerFactory.Instance, Environment.GetEnvironmentVariable);
}
