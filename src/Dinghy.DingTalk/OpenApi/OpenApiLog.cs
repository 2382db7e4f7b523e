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

    [LoggerMessage(1205, LogLevel.Debug, "Recalled {Recalled} of {Asked} messages")]
    public static partial void RecallAnswered(this ILogger logger, int recalled, int asked);

    [LoggerMessage(1206, LogLevel.Debug, "Uploaded {Bytes} bytes as {Kind}")]
    public static partial void Uploaded(this ILogger logger, long bytes, string kind);

    [LoggerMessage(1207, LogLevel.Debug, "Download from {Host} opened: {Bytes} bytes of {ContentType}")]
    public static partial void DownloadOpened(this ILogger logger, string host, long? bytes, string? contentType);

    [LoggerMessage(1208, LogLevel.Debug, "Card {OutTrackId}: {Step}")]
    public static partial void CardStep(this ILogger logger, string outTrackId, string step);

    [LoggerMessage(1209, LogLevel.Debug, "Approval task {Task}: {Result}")]
    public static partial void TaskExecuted(this ILogger logger, long task, string result);
}
