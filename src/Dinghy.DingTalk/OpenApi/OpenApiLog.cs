using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>EventIds 1200-1299.</summary>
internal static partial class OpenApiLog
{
    [LoggerMessage(1200, LogLevel.Debug, "Access token fetched, good for {Seconds} s")]
    public static partial void TokenFetched(this ILogger logger, long seconds);

    [LoggerMessage(1201, LogLevel.Warning, "Access token could not be renewed early ({Code}, request {RequestId}); the old one still holds")]
    public static partial void TokenNotRenewed(this ILogger logger, string code, string? requestId);

    [LoggerMessage(1202, LogLevel.Information, "DingTalk refused the access token ({Code}, request {RequestId}); fetching another")]
    public static partial void TokenRejected(this ILogger logger, string code, string? requestId);

    [LoggerMessage(1203, LogLevel.Debug, "Sent to {Kind}, processQueryKey {Key}")]
    public static partial void Sent(this ILogger logger, string kind, string key);

    [LoggerMessage(1204, LogLevel.Debug, "Sent by session webhook")]
    public static partial void SentByWebhook(this ILogger logger);
}
