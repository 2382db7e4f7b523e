using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Diagnostics;

/// <summary>What was said, at Trace: nobody hears of it but the log files of whoever switched <c>logs.texts</c> on.</summary>
internal sealed partial class TextLog(ILogger<TextLog> logger)
{
    public bool IsOn => logger.IsEnabled(LogLevel.Trace);

    [LoggerMessage(3750, LogLevel.Trace, "Turn {TurnId} asks: {Text}")]
    public partial void Asked(long turnId, string text);

    [LoggerMessage(3751, LogLevel.Trace, "Turn {TurnId} is answered: {Text}")]
    public partial void Answered(long turnId, string text);
}
