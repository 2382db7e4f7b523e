using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Cards;

/// <summary>Where a card is shown.</summary>
public abstract record CardSpace
{
    private protected CardSpace(string id) => Id = id;

    /// <summary>DingTalk's openSpaceId.</summary>
    internal string Id { get; }

    public static CardSpace Of(ConversationId group) => new GroupCardSpace(group);

    public static CardSpace Of(StaffId person) => new PersonCardSpace(person);
}

public sealed record GroupCardSpace(ConversationId Group) : CardSpace("dtv1.card//IM_GROUP." + Group.Value)
{
    /// <summary>Who is notified: id to shown name; <c>@ALL</c> to <c>@ALL</c> for everybody.</summary>
    public IReadOnlyDictionary<string, string> AtUsers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Only these see it; empty: everybody.</summary>
    public IReadOnlyList<StaffId> Recipients { get; init; } = [];
}

/// <summary>The private chat of one person with the robot.</summary>
public sealed record PersonCardSpace(StaffId Person) : CardSpace("dtv1.card//IM_ROBOT." + Person.Value)
{
    /// <summary>The chat list shows the card's text as it changes.</summary>
    public bool DynamicSummary { get; init; }
}
