using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>Events 5000-5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "The emulated DingTalk listens on {Address}")]
    public static partial void Started(ILogger logger, Uri address);

    [LoggerMessage(5001, LogLevel.Information, "Connection {Id} of {ClientId} opened")]
    public static partial void ConnectionOpened(ILogger logger, string id, string clientId);

    [LoggerMessage(5002, LogLevel.Information, "Connection {Id} ended")]
    public static partial void ConnectionEnded(ILogger logger, string id);

    [LoggerMessage(5003, LogLevel.Debug, "Connection {Id} broke: {Kind}")]
    public static partial void SocketBroke(ILogger logger, string id, string kind);

    [LoggerMessage(5004, LogLevel.Warning, "Connection {Id} is dropped: {Count} SYSTEM pings unanswered")]
    public static partial void PingsUnanswered(ILogger logger, string id, int count);

    [LoggerMessage(5005, LogLevel.Information, "Push {Seq}: no connection of {ClientId} is subscribed")]
    public static partial void NobodyConnected(ILogger logger, long seq, string clientId);

    [LoggerMessage(5006, LogLevel.Warning, "Push {Seq} is over: {State} after {Deliveries} deliveries")]
    public static partial void PushLost(ILogger logger, long seq, PushState state, int deliveries);

    [LoggerMessage(5007, LogLevel.Warning, "The history of {What} is full ({Limit}): the oldest entries are forgotten from now on")]
    public static partial void HistoryFull(ILogger logger, string what, int limit);

    [LoggerMessage(5008, LogLevel.Information, "Fault {Kind} is set (times: {Times}, api: {Api})")]
    public static partial void FaultSet(ILogger logger, FaultKind kind, int? times, string? api);

    [LoggerMessage(5009, LogLevel.Debug, "{Method} {Path}: {Status} {Code}")]
    public static partial void Answered(ILogger logger, string method, string path, int status, string code);

    [LoggerMessage(5010, LogLevel.Error, "A request failed inside the emulator")]
    public static partial void Broken(ILogger logger, Exception fault);

    [LoggerMessage(5011, LogLevel.Warning, "The files take up their {Limit} bytes: the oldest are forgotten from now on")]
    public static partial void MediaFull(ILogger logger, long limit);

    [LoggerMessage(5020, LogLevel.Warning, "Nothing answered at {Path} in time: {Why}")]
    public static partial void NotPosted(ILogger logger, string path, string why);
}
