using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Contacts;

/// <summary>A person of the organisation. What the application has no field permission for is null.</summary>
/// <param name="Id">The staff id.</param>
/// <param name="Name">As the organisation writes it.</param>
public sealed record Contact(StaffId Id, string Name)
{
    /// <summary>The person across all applications of one developer.</summary>
    public string? UnionId { get; init; }

    public string? Title { get; init; }

    public string? JobNumber { get; init; }

    public string? Mobile { get; init; }

    public string? Email { get; init; }

    /// <summary>The mailbox that the organisation gave.</summary>
    public string? OrgEmail { get; init; }

    public string? WorkPlace { get; init; }

    public string? Avatar { get; init; }

    public string? Remark { get; init; }

    /// <summary>The direct manager; null also when there is none.</summary>
    public StaffId? Manager { get; init; }

    /// <summary>Those the person is a direct member of; a page of a department's people tells of that one only.</summary>
    public IReadOnlyList<Membership> Departments { get; init; } = [];

    /// <summary>Empty in a page of a department's people: DingTalk leaves them out there.</summary>
    public IReadOnlyList<ContactRole> Roles { get; init; } = [];

    /// <summary>Has activated DingTalk.</summary>
    public bool Active { get; init; }

    /// <summary>Administrator of the organisation.</summary>
    public bool Admin { get; init; }

    public bool Boss { get; init; }

    /// <summary>In executive mode.</summary>
    public bool Senior { get; init; }

    public DateTimeOffset? HiredAt { get; init; }

    /// <summary>The organisation's own fields, a text that holds JSON.</summary>
    public string? Extension { get; init; }
}

/// <param name="Department">Its id.</param>
/// <param name="Leads">The person leads it.</param>
/// <param name="Order">The person's place in it; null when DingTalk does not say.</param>
public sealed record Membership(long Department, bool Leads, long? Order);

/// <param name="Id">Its id.</param>
/// <param name="Name">E.g. 总监.</param>
/// <param name="Group">The group of roles it belongs to, e.g. 职务.</param>
public sealed record ContactRole(long Id, string Name, string Group);

/// <param name="People">At most the size that was asked for.</param>
/// <param name="Next">Where the next page begins; null: this was the last.</param>
public sealed record ContactPage(IReadOnlyList<Contact> People, long? Next);

/// <param name="Found">At most as many as were asked for.</param>
/// <param name="More">There are others that fit.</param>
public sealed record ContactMatches<T>(IReadOnlyList<T> Found, bool More);
