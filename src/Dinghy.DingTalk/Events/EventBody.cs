using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Workflow;

namespace Dinghy.DingTalk.Events;

/// <summary>What an event says, by its type; <see cref="OtherEvent"/> for every type without a form of its own.</summary>
/// <param name="Type">With underscores.</param>
public abstract record EventBody(string Type);

/// <summary>Any other event, and one that lacks what its type promises.</summary>
/// <param name="Data">JSON text as it came.</param>
public sealed record OtherEvent(string Type, string Data) : EventBody(Type);

/// <summary>An approval instance began or ended (<c>bpms_instance_change</c>).</summary>
public sealed record ProcessInstanceEvent(string Type, ProcessInstanceId Instance, ProcessChange Change) : EventBody(Type)
{
    public string? ProcessCode { get; init; }

    public string? Title { get; init; }

    /// <summary>Whoever started it.</summary>
    public StaffId? Originator { get; init; }

    /// <summary>Of a finish.</summary>
    public ProcessResult Result { get; init; }

    public string? BusinessId { get; init; }
}

/// <summary>It became somebody's turn, or the task is over (<c>bpms_task_change</c>).</summary>
public sealed record ProcessTaskEvent(string Type, ProcessInstanceId Instance, ProcessChange Change) : EventBody(Type)
{
    /// <summary>Null in the oldest form, which leaves it out.</summary>
    public long? Task { get; init; }

    public string? ProcessCode { get; init; }

    public string? Title { get; init; }

    public StaffId? Approver { get; init; }

    /// <summary>Of a finish.</summary>
    public ProcessTaskResult Result { get; init; }

    public string? Remark { get; init; }
}

public enum ProcessChange { Unknown, Start, Finish, Terminate, Cancel, Delete }

/// <summary>People joined, changed, left or activated their account (<c>user_add_org</c> and its kin).</summary>
public sealed record PeopleEvent(string Type, DirectoryChange Change, IReadOnlyList<StaffId> People) : EventBody(Type);

/// <summary>People were given roles, or have lost them (<c>label_user_change</c>).</summary>
public sealed record RoleEvent(string Type, IReadOnlyList<StaffId> People) : EventBody(Type)
{
    public IReadOnlyList<long> Roles { get; init; } = [];
}

/// <summary>Departments were made, changed or removed (<c>org_dept_create</c> and its kin).</summary>
public sealed record DepartmentEvent(string Type, DirectoryChange Change, IReadOnlyList<long> Departments) : EventBody(Type);

public enum DirectoryChange { Added, Modified, Removed, Activated }

/// <summary>A group changed (<c>chat_add_member</c> and its kin).</summary>
public sealed record ChatEvent(string Type, ChatChange Change, ConversationId Conversation) : EventBody(Type)
{
    /// <summary>Those who came or went; empty for other changes.</summary>
    public IReadOnlyList<StaffId> People { get; init; } = [];

    public StaffId? Operator { get; init; }

    /// <summary>The new one, of a change of title.</summary>
    public string? Title { get; init; }
}

public enum ChatChange { MembersAdded, MembersRemoved, MemberQuit, Disbanded, Title, Owner }
