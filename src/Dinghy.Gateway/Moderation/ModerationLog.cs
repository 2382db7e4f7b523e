using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Moderation;

internal sealed partial class ModerationLog(ILogger<ModerationLog> logger)
{
    [LoggerMessage(3600, LogLevel.Information, "Turn {TurnId}: the {What} was stopped by the {By}")]
    public partial void Stopped(long turnId, string what, string by);

    [LoggerMessage(3601, LogLevel.Warning, "The moderation hook did not answer ({Fault}); on_failure: the {What} is {Verdict}")]
    public partial void HookFailed(string fault, string what, string verdict);

    [LoggerMessage(3602, LogLevel.Warning, "Pattern {Number} of moderation took too long over {Length} characters and counts as found; make it simpler")]
    public partial void TooSlow(int number, int length);
}
