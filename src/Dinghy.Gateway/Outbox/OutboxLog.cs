using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Outbox;

internal sealed partial class OutboxLog(ILogger<OutboxLog> logger)
{
    public void Attempted(long turnId, Part part, SendResult result)
    {
        switch (result.Kind)
        {
            case SendKind.Delivered: LogDelivered(turnId, part.Number, part.Road); break;
            case SendKind.Refused: LogRefused(turnId, part.Number, part.Road, result.Error ?? "-"); break;
            default: LogDoubt(turnId, part.Number, part.Road, result.Error ?? "-", part.Doubts + 1); break;
        }
    }

    [LoggerMessage(2200, LogLevel.Debug, "Turn {TurnId}: part {Number} delivered by {Road}")]
    private partial void LogDelivered(long turnId, int number, Road road);

    [LoggerMessage(2201, LogLevel.Warning, "Turn {TurnId}: part {Number} refused by {Road} ({Code})")]
    private partial void LogRefused(long turnId, int number, Road road, string code);

    [LoggerMessage(2202, LogLevel.Warning, "Turn {TurnId}: part {Number} by {Road} is in doubt ({Code}, doubt {Doubts} of 2): it may have arrived")]
    private partial void LogDoubt(long turnId, int number, Road road, string code, int doubts);

    [LoggerMessage(2203, LogLevel.Warning, "Turn {TurnId}: part {Number} was on its way when the program ended: in doubt, it repeats once")]
    public partial void CutByRestart(long turnId, int number);

    [LoggerMessage(2204, LogLevel.Error, "Turn {TurnId}: reply {ReplyId} could not be delivered and is a dead letter now")]
    public partial void Dead(long turnId, long replyId);

    [LoggerMessage(2205, LogLevel.Information, "{Count} replies were not delivered yet; going on with them")]
    public partial void Resumed(int count);

    [LoggerMessage(2208, LogLevel.Warning, "Turn {TurnId}: its answer still waits for DingTalk; the conversation goes on without it")]
    public partial void Overtaken(long turnId);

    [LoggerMessage(2206, LogLevel.Error, "Reply {ReplyId} was broken off by a fault of ours; the retry queue goes on with it")]
    public partial void RetryFailed(long replyId, Exception error);

    [LoggerMessage(2207, LogLevel.Error, "Reply {ReplyId} could not be tried; trying again later")]
    public partial void RetryCrashed(long replyId, Exception error);

    [LoggerMessage(2209, LogLevel.Error, "Reply {ReplyId} can not be read; it is given up and its turn ends as failed:crashed")]
    public partial void Unreadable(long replyId, Exception error);

    [LoggerMessage(2210, LogLevel.Information, "Turn {TurnId}: it had ended before its answer was stored; the answer is not sent")]
    public partial void EndedBefore(long turnId);

    [LoggerMessage(2240, LogLevel.Information, "Turn {TurnId}: no reaction was shown or taken back ({Code})")]
    public partial void NoReaction(long turnId, string code);

    [LoggerMessage(2250, LogLevel.Information, "Turn {TurnId}: its answer waits for the limit of messages a minute until {Until}")]
    public partial void WaitsForMinute(long turnId, DateTimeOffset until);

    [LoggerMessage(2251, LogLevel.Information, "Turn {TurnId}: {Count} waiting answers go with its answer as one message")]
    public partial void Merged(long turnId, int count);

    [LoggerMessage(2290, LogLevel.Error, "Turn {TurnId}: what it has to say could not be stored and was not sent; it is kept, and storing is tried again")]
    public partial void NotStored(long turnId, Exception error);
}
