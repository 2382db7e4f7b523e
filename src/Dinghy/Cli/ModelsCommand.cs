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
            var usual = config.Agents.Find(config.Routing.DefaultAgent);
            IEnumerable<string?> names = line.GetValue(name) is { } one ? [one] : [usual?.Model, .. usual?.Fallbacks ?? config.Models.Fallbacks];
            var probes = new List<ProbeReport>();
            foreach (var wanted in names)
                probes.Add(models.Create(config.Models, wanted, []) switch
                {
                    ModelReady ready => ProbeReport.Of(await ModelProbe.RunAsync(ready, TimeProvider.System, ct)),
                    ModelUnusable unusable => new ProbeReport(wanted ?? "-", Ok: false) { Fault = unusable.Code, Sentence = unusable.Sentence },
                    _ => throw new InvalidOperationException("A choice of model has no case here."),
                });
            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(probes, CliJson.Default.ListProbeReport) : string.Join('\n', probes.Select(ModelsText.Of)));
            return probes.TrueForAll(probe => probe.Ok) ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Set()
    {
        var name = new Argument<string>("model") { Description = "provider/model" };
        var command = new Command("set", "Make a model the usual one (models.default); refused when it could not be asked.") { name };
        command.SetAction(line =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            using var models = Factory();
            switch (models.Create(config.Models, line.GetValue(name), []))
            {
                case ModelUnusable unusable:
                    Shell.Say(unusable.Sentence);
                    return ExitCodes.Failed;
                case ModelReady ready:
                    foreach (var note in ready.Notes) Shell.Say($"note: {note}");
                    return ConfigEditCommands.Tell(ConfigEditCommands.Editor(line).Set("models.default", ready.Name));
                default:
                    throw new InvalidOperationException("A choice of model has no case here.");
            }
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
