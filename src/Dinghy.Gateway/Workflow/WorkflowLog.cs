using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Workflow;

/// <summary>The life of an approval's step. What forms say is in no log.</summary>
internal sealed partial class WorkflowLog(ILogger<WorkflowLog> logger)
{
    [LoggerMessage(3500, LogLevel.Information, "Approval {Instance}, task {Task}: summarised to its approver in turn {TurnId}; the agent advises {Advice}")]
    public partial void Summarised(string instance, long task, long turnId, string advice);

    [LoggerMessage(3501, LogLevel.Information, "Approval {Instance}, task {Task}: nothing to do, {Why}")]
    public partial void Over(string instance, long task, string why);

    [LoggerMessage(3502, LogLevel.Information, "Approval {Instance}, task {Task}: {Result}, decided by {By} in turn {TurnId}")]
    public partial void Decided(string instance, long task, string result, string by, long turnId);

    [LoggerMessage(3503, LogLevel.Warning, "Approval {Instance}, task {Task}: DingTalk does not {What} ({Code}, request {RequestId}): {Sentence}")]
    public partial void Refused(string instance, long task, string what, string code, string requestId, string sentence);

    [LoggerMessage(3504, LogLevel.Warning, "workflow.policy can not be used ({Problem}): approvals are summarised without rules, and the agent decides none")]
    public partial void NoPolicy(string problem);

    [LoggerMessage(3505, LogLevel.Warning, "Approval {Instance}, task {Task}: not summarised by a model ({Reason}); the approver gets the form as it is")]
    public partial void NotSummarised(string instance, long task, string reason);

    [LoggerMessage(3506, LogLevel.Information, "Approval {Instance}: {Count} steps wait for their approvers")]
    public partial void Found(string instance, int count);

    [LoggerMessage(3507, LogLevel.Information, "Approval {Instance}: {Steps} open steps were ended by {Why}")]
    public partial void Closed(string instance, int steps, string why);

    [LoggerMessage(3508, LogLevel.Warning, "Approval {Instance}, task {Task}: a decision was left behind by turn {TurnId}, which is over: {End}")]
    public partial void Settled(string instance, long task, long turnId, string end);

    [LoggerMessage(3510, LogLevel.Warning, "Approval {Instance}, task {Task}: the approver could not be told that the decision was not carried out ({Code})")]
    public partial void NotTold(string instance, long task, string code);

    [LoggerMessage(3509, LogLevel.Error, "Decisions that were left behind could not be looked at; tried again in a minute")]
    public partial void SettlingFailed(Exception error);
}
