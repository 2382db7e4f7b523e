using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Privacy;

internal sealed partial class PrivacyLog(ILogger<PrivacyLog> logger)
{
    [LoggerMessage(3660, LogLevel.Information, "Everything of a person was erased by {By}: {Messages} messages, {Lines} lines of memories, {Rows} other rows, {Files} files; audit entry privacy.erased has the id")]
    public partial void Erased(string by, int messages, int lines, int rows, int files);

    [LoggerMessage(3661, LogLevel.Information, "Everything of a person was given out by {By}")]
    public partial void Exported(string by);
}
