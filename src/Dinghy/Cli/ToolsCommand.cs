using System.CommandLine;
using System.Text.Json;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Cli;

/// <summary><c>dinghy tools list</c>: what an agent may use, with what each leaves behind, whether it asks, and where it comes from.</summary>
internal static class ToolsCommand
{
    public static Command Create() => new("tools", "Look at what agents may do.") { List() };

    private static Command List()
    {
        var agent = new Option<string>("--agent") { Description = "Whose tools.", HelpName = "id", DefaultValueFactory = _ => AgentConfig.DefaultId };
        var command = new Command("list", "List an agent's tools, with effect, policy and source.") { agent };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var id = line.GetValue(agent)!;
            if (config.Agents.Find(id) is null)
            {
                Shell.Say($"There is no agent {id}. There are: {string.Join(", ", config.Agents.All.Select(one => one.Id))}");
                return ExitCodes.Usage;
            }

            // The gateway gives servers of tools five seconds to come up.
            if (await GatewayClient.AskAsync(config.Home, $"/api/tools?agent={Uri.EscapeDataString(id)}", CliJson.Default.ToolListReport, ct, TimeSpan.FromSeconds(15)) is not { } report)
            {
                Shell.Say($"No gateway runs on {config.Home}, and only it knows what its servers bring. Start one with: dinghy gateway");
                return ExitCodes.NotRunning;
            }

            Shell.Print(line.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(report, CliJson.Default.ToolListReport)
                : string.Join('\n', Columns.Of(["Tool", "Effect", "Policy", "From"], [.. report.Tools.Select(tool => (IReadOnlyList<string>)[tool.Name, tool.Effect, tool.Approver is { } who ? $"{tool.Policy} ({who})" : tool.Policy, tool.Source])])));
            return ExitCodes.Ok;
        });
        return command;
    }
}
