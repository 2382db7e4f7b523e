using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Contacts;

/// <param name="Id">1 is the organisation itself.</param>
/// <param name="Name">As the organisation writes it.</param>
/// <param name="Parent">Null for the organisation itself.</param>
public sealed record Department(long Id, string Name, long? Parent)
{
    /// <summary>The organisation's own id; every chain of parents ends here.</summary>
    public const long Root = 1;

    /// <summary>Empty in a list of departments: DingTalk leaves them out there.</summary>
    public IReadOnlyList<StaffId> Managers { get; init; } = [];

    /// <summary>The department's own group chat; null when it has none. Not an openConversationId.</summary>
    public string? ChatId { get; init; }

    public bool Hidden { get; init; }

    /// <summary>Direct members; null when DingTalk does not say.</summary>
    public long? Members { get; init; }
}
