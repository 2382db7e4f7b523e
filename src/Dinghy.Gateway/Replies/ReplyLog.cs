using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Replies;

internal sealed partial class ReplyLog(ILogger<ReplyLog> logger)
{
    [LoggerMessage(2500, LogLevel.Warning, "Turn {TurnId}: an answer of {Length} characters is too deep, too long or too odd to be read as markdown; it is shown whole in a code block")]
    public partial void ShownAsWritten(long turnId, int length);

    [LoggerMessage(2540, LogLevel.Warning, "Turn {TurnId}: DingTalk did not take a picture of the answer ({Code}); its description is shown")]
    public partial void NoPicture(long turnId, string code);
}
