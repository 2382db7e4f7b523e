using System.Text.Json;
using ModelContextProtocol;

namespace Dinghy.Gateway.Tools.Mcp;

/// <summary>What kept a server from starting, in a few words without anything of ours or theirs that could be secret.</summary>
internal static class McpFaults
{
    public static string Sentence(Exception fault) => fault switch
    {
        FileNotFoundException => fault.Message,
        HttpRequestException { StatusCode: { } status } => $"its address answers with status {(int)status}",
        HttpRequestException => "its address can not be reached",
        JsonException => "it does not speak MCP",
        OperationCanceledException or TimeoutException => "it did not answer in time",
        McpException => "it refused to begin",
        IOException => "it ended or broke the connection while it started",
        _ => $"it could not be started ({fault.GetType().Name})",
    };
}
