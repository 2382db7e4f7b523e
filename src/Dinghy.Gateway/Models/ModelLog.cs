using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>Events 2400 to 2499.</summary>
internal static partial class ModelLog
{
    [LoggerMessage(2400, LogLevel.Debug, "Model {Provider}/{Model} answered: {Bytes} bytes, {InputTokens} tokens in, {OutputTokens} out, {Milliseconds} ms, ended by {Finish}")]
    public static partial void Answered(
        this ILogger log, string provider, string model, int bytes, long? inputTokens, long? outputTokens, long milliseconds, string? finish);

    [LoggerMessage(2401, LogLevel.Warning, "{Sentence} [{Fault}, after {Milliseconds} ms, request {RequestId}]")]
    public static partial void Failed(this ILogger log, string sentence, ModelFault fault, long milliseconds, string? requestId);

    [LoggerMessage(2402, LogLevel.Information, "Model {Provider} is asked again in {Milliseconds} ms, retry {Retry} of {Retries}, after {Fault}")]
    public static partial void Retrying(this ILogger log, string provider, long milliseconds, int retry, int retries, ModelFault fault);

    [LoggerMessage(2403, LogLevel.Information, "Model chosen: {Name} ({Reason})")]
    public static partial void Chosen(this ILogger log, string name, string reason);

    [LoggerMessage(2404, LogLevel.Warning, "No usable model [{Code}]: {Sentence}")]
    public static partial void Unusable(this ILogger log, string code, string sentence);

    [LoggerMessage(2405, LogLevel.Trace, "Model {Provider} said of its error: {Text}")]
    public static partial void RefusedSensitive(this ILogger log, string provider, string? text);

    [LoggerMessage(2406, LogLevel.Warning, "Model {Provider}/{Model} takes no tools: it is asked without them until the next start")]
    public static partial void WithoutTools(this ILogger log, string provider, string model);

    [LoggerMessage(2407, LogLevel.Warning, "Model {Name} could not answer ({Class}): the next one is asked, and this one rests for {Seconds} s")]
    public static partial void NextModel(this ILogger log, string name, string @class, long seconds);

    [LoggerMessage(2409, LogLevel.Information, "Model {Name} is passed over: the request has about {Tokens} tokens, and it takes {Room}")]
    public static partial void TooSmall(this ILogger log, string name, int tokens, int room);

    [LoggerMessage(2408, LogLevel.Warning, "{Note}")]
    public static partial void Noted(this ILogger log, string note);
}
