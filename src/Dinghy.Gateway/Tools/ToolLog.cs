using Dinghy.Gateway.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tools;

/// <summary>Events 3100 to 3199.</summary>
internal sealed partial class ToolLog(ILogger<ToolLog> logger)
{
    [LoggerMessage(3100, LogLevel.Debug, "Turn {TurnId}: tool {Tool} {State} in {Milliseconds} ms, {Length} characters for the model")]
    public partial void Ran(long turnId, string tool, string state, long milliseconds, int length);

    [LoggerMessage(3101, LogLevel.Warning, "Turn {TurnId}: tool {Tool} failed; the model was told so and goes on")]
    public partial void Threw(long turnId, string tool, Exception e);

    public void NotThere(long turnId, string tool) => LogNotThere(turnId, Printable.Of(tool));

    public void Unknown(string name, string known) => LogUnknown(Printable.Of(name), known);

    [LoggerMessage(3102, LogLevel.Information, "Turn {TurnId}: the model called {Tool}, which it does not have")]
    private partial void LogNotThere(long turnId, string tool);

    [LoggerMessage(3103, LogLevel.Warning, "agents.default.tools names {Tool}, which is no tool; there are: {Known}")]
    private partial void LogUnknown(string tool, string known);
}
