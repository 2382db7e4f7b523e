namespace Dinghy.DingTalk.Messages;

public enum ConversationKind { Private, Group }

/// <summary>Someone mentioned in a group message. The robot's own entry has no staff id, nor has a person of another organisation.</summary>
public sealed record AtUser(string? DingTalkId, StaffId? StaffId);

/// <summary>
/// What a person said to the robot, from topic <c>/v1.0/im/bot/messages/get</c> or an HTTP callback.
/// Text is as it came: DingTalk cuts the mention of the robot but leaves the blank after it.
/// </summary>
public sealed record RobotMessage
{
    /// <summary>The key for "seen before", together with the robot: one group message can reach two robots under one id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>DingTalk's clock; the Unix epoch when the field was missing or unreadable.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    public required ConversationId Conversation { get; init; }

    public required ConversationKind Kind { get; init; }

    /// <summary>The group's name.</summary>
    public string? Title { get; init; }

    /// <summary>The robot itself is mentioned.</summary>
    public bool IsInAtList { get; init; }

    /// <summary>At most <see cref="RobotMessageReader.MaxAtUsers"/> of them.</summary>
    public IReadOnlyList<AtUser> AtUsers { get; init; } = [];

    /// <summary>The encrypted global id (<c>$:LWCP_v1:$…</c>); empty when only the staff id came, organisation and staff id of an outsider of whom no other came.</summary>
    public string SenderId { get; init; } = "";

    /// <summary>Absent for people of other organisations, also when one came, and before the robot is published.</summary>
    public StaffId? Sender { get; init; }

    public string? SenderCorpId { get; init; }

    /// <summary>The name the person chose: never a ground for trust.</summary>
    public string SenderNick { get; init; } = "";

    /// <summary>An administrator of the organisation.</summary>
    public bool IsAdmin { get; init; }

    public string? ChatbotCorpId { get; init; }

    public string? ChatbotUserId { get; init; }

    /// <summary>Absent for custom (webhook) robots.</summary>
    public string? RobotCode { get; init; }

    /// <summary>Absent when the URL is missing or no absolute http(s) address.</summary>
    public SessionWebhook? Webhook { get; init; }

    /// <summary><c>msgtype</c> as it came; empty when it was absent beside an error code.</summary>
    public required string MessageType { get; init; }

    public required RobotContent Content { get; init; }

    /// <summary>The message this one replies to.</summary>
    public QuotedMessage? Quote { get; init; }

    /// <summary><c>20001</c>: the monthly allowance is used up and the content was withheld.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }
}
