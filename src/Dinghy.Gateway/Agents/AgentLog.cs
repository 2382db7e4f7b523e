using Dinghy.Gateway.Models;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Agents;

internal sealed partial class AgentLog(ILogger<AgentLog> logger)
{
    public void ModelFailed(long turnId, ModelException e) => LogModelFailed(turnId, e.Fault, e.Provider, e.Status, e.Code ?? "-", e.RequestId ?? "-", e.Message);

    [LoggerMessage(2100, LogLevel.Warning, "Turn {TurnId}: the model failed ({Fault}, {Provider}, status {Status}, code {Code}, request {RequestId}): {Sentence}")]
    private partial void LogModelFailed(long turnId, ModelFault fault, string provider, int? status, string code, string requestId, string sentence);

    [LoggerMessage(2101, LogLevel.Information, "Turn {TurnId}: after {Rounds} rounds and {Tokens} tokens the model answers without tools (limits: {MaxRounds} rounds, {MaxMinutes} minutes, {MaxTokens} tokens)")]
    public partial void NoMoreTools(long turnId, int rounds, long tokens, int maxRounds, double maxMinutes, long maxTokens);

    [LoggerMessage(2102, LogLevel.Warning, "Turn {TurnId}: a picture was not described by the image model: {Sentence}")]
    public partial void NotDescribed(long turnId, string sentence);

    [LoggerMessage(2103, LogLevel.Warning, "Turn {TurnId}: {Source} could not be read; the model was asked without it")]
    public partial void SourceFailed(long turnId, string source, Exception e);

    [LoggerMessage(2104, LogLevel.Information, "Turn {TurnId} goes on after {Rounds} rounds of an earlier run")]
    public partial void Resumed(long turnId, int rounds);

    [LoggerMessage(2105, LogLevel.Information, "Turn {TurnId}: a summary of {Length} characters takes the place of {Entries} entries ({Chars} characters); {Kept} stay whole, and all stay stored")]
    public partial void Compacted(long turnId, int entries, int chars, int length, int kept);

    [LoggerMessage(2106, LogLevel.Warning, "Turn {TurnId}: the conversation was not made short ({Reason}); it stays as it is")]
    public partial void NotCompacted(long turnId, string reason);
}
