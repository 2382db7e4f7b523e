using System.CommandLine;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Mcp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary><c>dinghy mcp list|test</c>: the configured servers of tools, and whether one comes up.</summary>
internal static class McpCommand
{
    public static Command Create() => new("mcp", "Look at the configured MCP servers.") { List(), Test() };

    private static Command List()
    {
        var command = new Command("list", "List the servers and how they are.");
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var report = await GatewayClient.AskAsync(config.Home, "/api/mcp", CliJson.Default.McpListReport, ct)
                ?? new McpListReport([.. config.Tools.Mcp.Select(server => new McpServerReport(server.Name, ToolReports.KindOf(server), "configured", null, []))]);
            Print(report, line.GetValue(CommonOptions.Json));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Test()
    {
        var name = new Argument<string?>("name") { Description = "Which server; else all.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("test", "Start servers beside the gateway, list their tools and end them again.") { name };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            var wanted = config.Tools.Mcp.Where(server => line.GetValue(name) is not { } one || server.Name == one).ToList();
            if (wanted.Count == 0)
            {
                Shell.Say(config.Tools.Mcp.Count == 0 ? "No MCP server is configured: tools.mcp.servers names them." : $"There is no such server. There are: {string.Join(", ", config.Tools.Mcp.Select(server => server.Name))}");
                return ExitCodes.Usage;
            }

            await using var servers = new McpServers(config.Home, new ToolLog(NullLogger<ToolLog>.Instance), TimeProvider.System);
            servers.Use(wanted);
            await Task.WhenAll(servers.All.Select(server => server.ReadyAsync(ct)));
            var reports = servers.All.Select(server => new McpServerReport(
                server.Config.Name, ToolReports.KindOf(server.Config), server.IsKnown ? "works" : "fails", server.Problem, [.. server.Tools.Select(tool => tool.Declaration.Name)])).ToList();
            Print(new McpListReport(reports), line.GetValue(CommonOptions.Json));
            return reports.TrueForAll(report => report.State == "works") ? ExitCodes.Ok : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static void Print(McpListReport report, bool json) => Shell.Print(json ? JsonSerializer.Serialize(report, CliJson.Default.McpListReport)
        : report.Servers.Count == 0 ? "No MCP server is configured."
        : string.Join('\n', report.Servers.SelectMany(server => (string[])
            [$"{server.Name} ({server.Kind}): {server.State}{(server.Problem is { } why ? $", {why}" : "")}", .. server.Tools.Select(tool => $"  {tool}")])));
}
