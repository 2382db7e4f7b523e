using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Storage;

/// <summary>One message from DingTalk as it lies in the inbox, from acceptance to outcome.</summary>
internal sealed record Turn
{
    public required long Id { get; init; }

    /// <summary>The account whose robot received it; part of the duplicate key.</summary>
    public required string Account { get; init; }

    /// <summary>DingTalk's business id; never the frame's.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>Who shares order and memory with this turn: see <see cref="Conversations.ConversationKey"/>.</summary>
    public required string Conversation { get; init; }

    /// <summary>
    /// Under which name this robot's approvals, owners, people and memory are kept, and what every conversation's key begins with: the account's,
    /// unless the robot had another name before, or another organisation's robot had this one.
    /// </summary>
    public string Keep => Conversation.IndexOf('/', StringComparison.Ordinal) is > 0 and var end
        ? Conversation[..end].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
        : Account;

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How often a restart found it open; a turn that kills the program is given up by this count.</summary>
    public int Resumes { get; init; }

    /// <summary>The message, read from the stored payload.</summary>
    public required RobotMessage Message { get; init; }
}

/// <summary>What a new row of the inbox holds.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Conversation">See <see cref="Turn.Conversation"/>.</param>
/// <param name="ReceivedAt">When the frame came.</param>
/// <param name="Payload">The frame's data as it came.</param>
/// <param name="Message">The same, read.</param>
internal sealed record NewTurn(string Account, string Conversation, DateTimeOffset ReceivedAt, string Payload, RobotMessage Message)
{
    /// <summary>Why policy let it in; null: it did not come by policy.</summary>
    public string? Verdict { get; init; }
}

/// <summary>What a refused message leaves: its id and the reason.</summary>
internal sealed record RefusedTurn(string Account, MessageId MessageId, DateTimeOffset ReceivedAt, TurnOutcome Outcome);
