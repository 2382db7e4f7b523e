using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Stream;

/// <summary>EventIds 1000-1199.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(1000, LogLevel.Information, "Socket {Socket} is live")]
    public static partial void SocketLive(this ILogger logger, long socket);

    [LoggerMessage(1001, LogLevel.Information, "Socket {Socket} is to be replaced: {Reason}")]
    public static partial void SocketReplaced(this ILogger logger, long socket, Replace reason);

    [LoggerMessage(1002, LogLevel.Warning, "Socket {Socket} broke: {Words}")]
    public static partial void SocketBroke(this ILogger logger, long socket, string words);

    [LoggerMessage(1004, LogLevel.Warning, "Connecting failed ({Fault}); next try in {Seconds} s. {Words}")]
    public static partial void ConnectFailed(this ILogger logger, DingTalkFault fault, double seconds, string words);

    [LoggerMessage(1005, LogLevel.Error, "A listener of StatusChanged threw")]
    public static partial void ListenerThrew(this ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Information, "Stream stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(1100, LogLevel.Debug, "Frame {Type} {Topic} {MessageId}")]
    public static partial void Frame(this ILogger logger, string type, string topic, string messageId);

    [LoggerMessage(1101, LogLevel.Trace, "Frame {MessageId}: {Data}")]
    public static partial void FrameSensitive(this ILogger logger, string messageId, string data);

    [LoggerMessage(1102, LogLevel.Warning, "Frame refused: {Reason} ({MessageId})")]
    public static partial void FrameRefused(this ILogger logger, string reason, string? messageId);

    [LoggerMessage(1103, LogLevel.Error, "The handler of {Topic} failed on frame {MessageId}")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string topic, string messageId);

    [LoggerMessage(1104, LogLevel.Warning, "{Most} frames are in work; reading waits a moment, then refuses until one is done")]
    public static partial void ReadingWaits(this ILogger logger, int most);

    [LoggerMessage(1105, LogLevel.Debug, "Frame {MessageId} could not be acknowledged: its socket is gone")]
    public static partial void AckLost(this ILogger logger, string messageId);
}
