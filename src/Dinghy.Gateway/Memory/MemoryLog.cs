using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Memory;

/// <summary>Events 3250 to 3299.</summary>
internal sealed partial class MemoryLog(ILogger<MemoryLog> logger)
{
    [LoggerMessage(3250, LogLevel.Debug, "Turn {TurnId}: fact {FactId} is remembered")]
    public partial void Remembered(long turnId, long factId);

    [LoggerMessage(3251, LogLevel.Information, "Turn {TurnId}: nothing more can be remembered at {Place}: it has {Most} facts")]
    public partial void Full(long turnId, string place, int most);

    [LoggerMessage(3252, LogLevel.Debug, "Turn {TurnId}: fact {FactId} is forgotten")]
    public partial void Forgotten(long turnId, long factId);

    [LoggerMessage(3253, LogLevel.Warning, "Agent {Agent}: of {File} only the first {Chars} characters are read")]
    public partial void FileCut(string agent, string file, int chars);

    [LoggerMessage(3254, LogLevel.Warning, "Agent {Agent}: {File} is not read, since the files before it fill the {Chars} characters there are")]
    public partial void FileLeftOut(string agent, string file, int chars);
}
