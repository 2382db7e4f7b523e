using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Commands;

/// <summary>Events 3050 to 3099. The name is one of ours, never the person's words.</summary>
internal sealed partial class CommandLog(ILogger<CommandLog> logger)
{
    [LoggerMessage(3050, LogLevel.Information, "Turn {TurnId}: command {Name}")]
    public partial void Ran(long turnId, string name);

    [LoggerMessage(3051, LogLevel.Information, "Turn {TurnId}: no such command")]
    public partial void Unknown(long turnId);

    [LoggerMessage(3052, LogLevel.Information, "Turn {TurnId} stops {Running} running and {Waiting} waiting turns")]
    public partial void Stops(long turnId, int running, int waiting);

    [LoggerMessage(3053, LogLevel.Warning, "Turn {TurnId}: the conversation could not be summarised; it stays as it is: {Sentence}")]
    public partial void NotSummarised(long turnId, string sentence);
}
