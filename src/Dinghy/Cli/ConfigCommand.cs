using System.CommandLine;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary><c>dinghy config check|path|schema|reference</c>; <see cref="ConfigEditCommands"/> has those that change it.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new Command("config", "Look at the configuration, and change single keys of it.") { Check(), PathOf(), Schema(), Reference.ReferenceCommand.Create() };
        foreach (var edit in ConfigEditCommands.Create().Concat(ConfigPendingCommands.Create())) command.Add(edit);
        return command;
    }

    private static Command Check()
    {
        var command = new Command("check", "Read the configuration as the gateway would and print every fault at once.");
        command.SetAction(line =>
        {
            var source = CommonOptions.Source(line);
            var result = ConfigLoader.Load(source);
            var missingModels = ModelWarnings(result);
            if (!line.GetValue(CommonOptions.Json))
            {
                // What was found of a model is a code, for programs.
                ConfigOutcome.Tell(result with { Warnings = [.. result.Warnings, .. missingModels.Select(one => one with { Found = "" })] });
                if (result.Config is not { } config) return ExitCodes.BadConfig;
                if (config.Accounts.Count == 0) Shell.Print($"The configuration has no faults and no robot{(config.File is null ? ", and there is no file" : $" ({config.File})")}: the gateway would connect to nothing.");
                else Shell.Print($"The configuration is good: {Plural.Of(config.Accounts.Count, "DingTalk account")}{(config.File is null ? ", no file" : $", {config.File}")}.");
                return ExitCodes.Ok;
            }

            var report = new ConfigReport(
                result.Config is not null, source.ConfigFile(), Findings(result.Faults),
                Findings([.. result.Warnings, .. missingModels]), result.Notes);
            Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.ConfigReport));
            return report.Ok ? ExitCodes.Ok : ExitCodes.BadConfig;
        });
        return command;
    }

    private static Command PathOf()
    {
        var command = new Command("path", "Print the file that is read.");
        command.SetAction(line => Shell.Print(CommonOptions.Source(line).ConfigFile()));
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON Schema of config.json.");
        command.SetAction(_ => Shell.Print(ConfigSchema.Text));
        return command;
    }

    /// <summary>The gateway starts without a model and tells people so; better to hear it here.</summary>
    private static IReadOnlyList<ConfigFault> ModelWarnings(ConfigResult result)
    {
        // What a fault left out of the models would only be told twice, and wrongly.
        if (result.Readable is not { } config || result.Faults.Any(fault => fault.Path.StartsWith("models", StringComparison.Ordinal))) return [];
        using var factory = new ModelFactory(TimeProvider.System, new Random(0), NullLoggerFactory.Instance, Environment.GetEnvironmentVariable);
        var pool = new ModelPool(factory, config.Models);
        return
        [
            .. config.Agents.All.Where(agent => agent.Id == config.Routing.DefaultAgent || config.Routing.Rules.Any(rule => rule.Agent == agent.Id))
                .Select(agent => pool.Get(agent.Model, agent.Fallbacks)).Distinct().SelectMany(Warnings),
        ];
    }

    private static IEnumerable<ConfigFault> Warnings(ModelChoice choice) => choice switch
    {
        ModelUnusable unusable => [new ConfigFault("models", unusable.Code, unusable.Sentence)],
        ModelReady ready => ready.Notes.Select(note => new ConfigFault("models", "note", note)),
        _ => throw new InvalidOperationException("A choice of model has no case here."),
    };

    private static ConfigFinding[] Findings(IReadOnlyList<ConfigFault> faults) => [.. faults.Select(fault => new ConfigFinding(fault.Path, fault.Found, fault.Hint))];
}
