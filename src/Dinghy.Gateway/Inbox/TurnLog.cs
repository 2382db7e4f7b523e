using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Inbox;

/// <summary>The life of a turn in named events. Who wrote is visible, what was written is not.</summary>
internal sealed partial class TurnLog(ILogger<TurnLog> logger, GatewayMetrics metrics)
{
    /// <summary>Told of every turn that ends, once that is durable; quick.</summary>
    public Action<Turn>? Ended { get; init; }

    public void Accepted(Turn turn)
    {
        metrics.Received("accepted");
        LogAccepted(turn.Id, turn.Account, Printable.Of(turn.MessageId.Value), Printable.Of(turn.Conversation),
            Printable.Of(turn.Message.Sender?.Value), Printable.Of(turn.Message.SenderId));
    }

    public void Refused(Inbound inbound, TurnOutcome outcome)
    {
        metrics.Received("refused");
        metrics.Closed(outcome, elapsed: null);
        LogRefused(inbound.Account.Id, Printable.Of(inbound.Message.Id.Value), outcome,
            Printable.Of(inbound.Message.Sender?.Value), Printable.Of(inbound.Message.SenderId));
    }

    public void Duplicate(Inbound inbound)
    {
        metrics.Received("duplicate");
        LogDuplicate(inbound.Account.Id, Printable.Of(inbound.Message.Id.Value));
    }

    public void Closed(Turn turn, TurnOutcome outcome, TimeSpan? elapsed = null)
    {
        metrics.Closed(outcome, elapsed);
        LogClosed(turn.Id, outcome, Printable.Of(turn.MessageId.Value));
        Ended?.Invoke(turn);
    }

    [LoggerMessage(2000, LogLevel.Information, "Turn {TurnId} accepted: account {Account}, msgId {MessageId}, conversation {Conversation}, senderStaffId {StaffId}, senderId {SenderId}")]
    private partial void LogAccepted(long turnId, string account, string messageId, string conversation, string staffId, string senderId);

    [LoggerMessage(2001, LogLevel.Information, "Message refused by policy, {Outcome}: account {Account}, msgId {MessageId}, senderStaffId {StaffId}, senderId {SenderId}")]
    private partial void LogRefused(string account, string messageId, TurnOutcome outcome, string staffId, string senderId);

    [LoggerMessage(2002, LogLevel.Information, "Message seen before, acknowledged and left alone: account {Account}, msgId {MessageId}")]
    private partial void LogDuplicate(string account, string messageId);

    [LoggerMessage(2003, LogLevel.Information, "Turn {TurnId} {Outcome}: msgId {MessageId}")]
    private partial void LogClosed(long turnId, TurnOutcome outcome, string messageId);

    [LoggerMessage(2004, LogLevel.Information, "Resuming after a restart: {Fresh} to answer, {Expired} too old, {Hopeless} given up")]
    public partial void Resumed(int fresh, int expired, int hopeless);
}
