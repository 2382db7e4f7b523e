using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>What agents may use, over the admin port: only the running gateway knows what its servers brought.</summary>
internal static class ToolRoutes
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/tools", async Task<Results<JsonHttpResult<ToolListReport>, StatusCodeHttpResult>> (string? agent, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            var id = agent ?? AgentConfig.DefaultId;
            return await running.Tools.OfAsync(id, ct) is { } tools
                ? TypedResults.Json(new ToolListReport(id, tools), CliJson.Default.ToolListReport)
                : TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }).For(Role.Auditor);
        guarded.MapGet("/mcp", Results<JsonHttpResult<McpListReport>, StatusCodeHttpResult> () => gateway() is { } running
            ? TypedResults.Json(new McpListReport(running.Tools.Servers()), CliJson.Default.McpListReport)
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).For(Role.Auditor);
    }
}

/// <summary><c>/api/tools</c> and <c>dinghy tools list --json</c>.</summary>
internal sealed record ToolListReport(string Agent, IReadOnlyList<ToolReport> Tools);

/// <summary><c>/api/mcp</c> and <c>dinghy mcp list --json</c>.</summary>
internal sealed record McpListReport(IReadOnlyList<McpServerReport> Servers);
