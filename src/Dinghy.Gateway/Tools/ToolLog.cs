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

    [LoggerMessage(3190, LogLevel.Warning, "Turn {TurnId}: the program had stopped while tool {Tool} ran; whether it did its work is not known, and it is not run again")]
    public partial void Lost(long turnId, string tool);

    [LoggerMessage(3191, LogLevel.Error, "Turn {TurnId}: what its tools did could not be stored; the turn waits and tries again")]
    public partial void StepsNotStored(long turnId, Exception e);

    [LoggerMessage(3192, LogLevel.Warning, "Turn {TurnId}: what its tools did before the restart can not be read; the turn begins anew")]
    public partial void StepsUnreadable(long turnId, Exception e);
}
