using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Schedules;

internal sealed partial class ScheduleLog(ILogger<ScheduleLog> logger)
{
    [LoggerMessage(3350, LogLevel.Information, "Schedule {ScheduleId} was due at {DueAt:yyyy-MM-ddTHH:mm:sszzz}: turn {TurnId}")]
    public partial void Fired(long scheduleId, DateTimeOffset dueAt, long turnId);

    [LoggerMessage(3351, LogLevel.Information, "Schedule {ScheduleId} was due at {DueAt:yyyy-MM-ddTHH:mm:sszzz} and did not run: {Outcome}")]
    public partial void NotFired(long scheduleId, DateTimeOffset dueAt, string outcome);

    [LoggerMessage(3352, LogLevel.Warning, "Schedules could not be looked at; trying again soon")]
    public partial void StoreFailed(Exception error);

    [LoggerMessage(3353, LogLevel.Warning, "Schedule {ScheduleId} failed {Failures} times in a row; paused: {Paused}")]
    public partial void Troubled(long scheduleId, int failures, bool paused);

    [LoggerMessage(3354, LogLevel.Warning, "Schedule {ScheduleId} of account {Account}: its owner could not be told of the failure ({Code})")]
    public partial void OwnerNotTold(long scheduleId, string account, string code);

    [LoggerMessage(3355, LogLevel.Error, "Schedule {ScheduleId} can not be read and is paused: {Sentence}")]
    public partial void Unreadable(long scheduleId, string sentence);

    [LoggerMessage(3356, LogLevel.Information, "The clock went back by {Seconds} s; {Count} schedules have another next time")]
    public partial void ClockWentBack(long seconds, int count);

    [LoggerMessage(3357, LogLevel.Information, "Schedule {ScheduleId} {What} by {By}")]
    public partial void Changed(long scheduleId, string what, string by);
}
