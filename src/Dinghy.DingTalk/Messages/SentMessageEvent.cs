namespace Dinghy.DingTalk.Messages;

/// <summary>Somebody read a message of the robot, or it was recalled (events <c>robot_msg_read</c> and <c>robot_msg_recall</c>).</summary>
/// <param name="ProcessQueryKey">The receipt that sending gave.</param>
/// <param name="At">DingTalk's clock; null when absent or unreadable.</param>
/// <param name="User">The reader, or whoever recalled it; null for people of other organisations.</param>
public sealed record SentMessageEvent(
    SentMessageEventKind Kind, string ProcessQueryKey, DateTimeOffset? At, StaffId? User, string? UnionId, ConversationId? Conversation, string? RobotCode);

public enum SentMessageEventKind { Read, Recalled }
