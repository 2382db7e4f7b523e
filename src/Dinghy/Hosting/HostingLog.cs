namespace Dinghy.Hosting;

/// <summary>EventIds 3800-3849.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(3800, LogLevel.Error, "The gateway does not start: {Words}")]
    public static partial void NotStarted(this ILogger logger, string words);
}
