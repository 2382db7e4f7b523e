using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Audit;

internal sealed partial class AuditLog(ILogger<AuditLog> logger)
{
    /// <summary>A third place for the head: whoever ships logs away can hold the audit against them.</summary>
    [LoggerMessage(3550, LogLevel.Information, "Audit entry {Number}: {Kind}, {Hash}")]
    public partial void Appended(long number, string kind, string hash);

    [LoggerMessage(3551, LogLevel.Error, "{Kind} could not be kept in the audit")]
    public partial void NotAppended(string kind, Exception error);
}
