using System.Diagnostics.CodeAnalysis;

namespace Dinghy.DingTalk.Messages;

/// <summary>Either a message, or why there is none.</summary>
public sealed record RobotMessageReading
{
    private RobotMessageReading() { }

    public RobotMessage? Message { get; private init; }

    public MalformedMessage? Malformed { get; private init; }

    [MemberNotNullWhen(true, nameof(Message))]
    [MemberNotNullWhen(false, nameof(Malformed))]
    public bool IsMessage => Message is not null;

    internal static RobotMessageReading Of(RobotMessage message) => new() { Message = message };

    internal static RobotMessageReading Bad(string reason, MessageId? id = null) => new() { Malformed = new(reason, id) };
}

/// <param name="Reason">A short code: <c>json</c>, <c>not_object</c>, or <c>missing_</c>, <c>bad_</c> and a field's name.</param>
/// <param name="MessageId">Where it could still be read.</param>
public sealed record MalformedMessage(string Reason, MessageId? MessageId);
