namespace Dinghy.DingTalk.Messages;

/// <summary>A chat, private or group: <c>cid…==</c>. Serves as openConversationId too. Compared whole and ordinally.</summary>
public readonly record struct ConversationId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A person inside one organisation (userId = staffId).</summary>
public readonly record struct StaffId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>The business id of a message (<c>msgId</c>): the same in every redelivery, unlike the frame's id.</summary>
public readonly record struct MessageId(string Value)
{
    public override string ToString() => Value;
}
