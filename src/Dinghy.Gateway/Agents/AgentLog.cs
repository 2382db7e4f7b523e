using Dinghy.Gateway.Models;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Agents;

internal sealed partial class AgentLog(ILogger<AgentLog> logger)
{
    public void ModelFailed(long turnId, ModelException e) => LogModelFailed(turnId, e.Fault, e.Provider, e.Status, e.Code ?? "-", e.RequestId ?? "-", e.Message);

    [LoggerMessage(2100, LogLevel.Warning, "Turn {TurnId}: the model failed ({Fault}, {Provider}, status {Status}, code {Code}, request {RequestId}): {Sentence}")]
    private partial void LogModelFailed(long turnId, ModelFault fault, string provider, int? status, string code, string requestId, string sentence);

    [LoggerMessage(2101, LogLevel.Information, "Turn {TurnId}: the model used up {Rounds} rounds or {Minutes} minutes of tools; it answers without them")]
    public partial void NoMoreTools(long turnId, int rounds, double minutes);

    [LoggerMessage(2102, LogLevel.Warning, "Turn {TurnId}: a picture was not described by the image model: {Sentence}")]
    public partial void NotDescribed(long turnId, string sentence);

    [LoggerMessage(2103, LogLevel.Warning, "Turn {TurnId}: {Source} could not be read; the model was asked without it")]
    public partial void SourceFailed(long turnId, string source, Exception e);
}
