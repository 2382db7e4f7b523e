namespace Dinghy.DingTalk.Messages;

/// <summary>
/// The message that a person replied to, as much of it as their client sent: everything, or an id, or only the fact that it was a reply.
/// What this robot said itself usually comes without content: keep what was sent, and look it up by <see cref="ProcessQueryKey"/>.
/// </summary>
public sealed record QuotedMessage
{
    /// <summary>The quoted message's own id, else <see cref="OriginalId"/>.</summary>
    public MessageId? Id { get; init; }

    /// <summary><c>originalMsgId</c> of the reply, as it came.</summary>
    public MessageId? OriginalId { get; init; }

    /// <summary><c>originalProcessQueryKey</c>: the receipt of the robot's own message, or the carrierId of its card.</summary>
    public string? ProcessQueryKey { get; init; }

    /// <summary><c>msgType</c> as it came, or what its content shows; empty when neither says.</summary>
    public string MessageType { get; init; } = "";

    /// <summary>Null when no content came.</summary>
    public RobotContent? Content { get; init; }

    /// <summary>The encrypted global id (<c>$:LWCP_v1:$…</c>); empty when absent.</summary>
    public string SenderId { get; init; } = "";

    /// <summary>The name the person chose: never a ground for trust.</summary>
    public string? SenderNick { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>This robot said it. Where no sender came, a <see cref="ProcessQueryKey"/> is taken as the sign.</summary>
    public bool FromRobot { get; init; }

    /// <summary>What that message replied to; <see cref="RobotMessageReader.MaxQuoteDepth"/> levels in all.</summary>
    public QuotedMessage? Quote { get; init; }
}
