using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Routing;

internal sealed partial class RoutingLog(ILogger<RoutingLog> logger)
{
    [LoggerMessage(3000, LogLevel.Debug, "Turn {TurnId}: agent {Agent}, by {Reason}")]
    public partial void Routed(long turnId, string agent, string reason);

    [LoggerMessage(3001, LogLevel.Warning, "Account {Account}: the directory does not tell {What} ({Code}, request {RequestId}): {Sentence}. Rules by them are skipped meanwhile; this is said once")]
    public partial void DirectoryFailed(string account, string what, string code, string requestId, string sentence, Exception error);

    [LoggerMessage(3002, LogLevel.Information, "Account {Account}: the directory tells {What} again")]
    public partial void DirectoryIsBack(string account, string what);

    [LoggerMessage(3003, LogLevel.Warning, "Account {Account}: {Bound} answers of the directory are remembered ({What}); the oldest are forgotten from now on and asked for again")]
    public partial void DirectoryFull(string account, int bound, string what);
}
