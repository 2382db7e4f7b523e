using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.WorkNotices;

/// <summary>To whom a work notice goes. Kinds may be mixed; DingTalk sends one to each person.</summary>
public sealed record WorkNoticeTarget
{
    /// <summary>DingTalk's limit on people of one call.</summary>
    public const int MaxPeople = 100;

    /// <summary>DingTalk's limit on departments of one call.</summary>
    public const int MaxDepartments = 20;

    /// <summary>At most <see cref="MaxPeople"/>.</summary>
    public IReadOnlyList<StaffId> People { get; init; } = [];

    /// <summary>With all below them; at most <see cref="MaxDepartments"/>.</summary>
    public IReadOnlyList<long> Departments { get; init; } = [];

    /// <summary>The whole organisation.</summary>
    public bool Everyone { get; init; }
}

/// <param name="Percent">0 to 100.</param>
/// <param name="State">Whether there is a result.</param>
public sealed record WorkNoticeProgress(int Percent, WorkNoticeState State);

public enum WorkNoticeState { NotStarted, Running, Done }

/// <summary>What became of a work notice. A call that was accepted says nothing of that: what is over a limit is dropped silently, and stands here alone.</summary>
public sealed record WorkNoticeResult
{
    public IReadOnlyList<StaffId> Read { get; init; } = [];

    /// <summary>They got it, and have not opened it.</summary>
    public IReadOnlyList<StaffId> Unread { get; init; } = [];

    /// <summary>DingTalk knows no such person, or the application can not see them.</summary>
    public IReadOnlyList<StaffId> Unknown { get; init; } = [];

    /// <summary>DingTalk holds it back: see <see cref="Refusals"/> for why.</summary>
    public IReadOnlyList<StaffId> HeldBack { get; init; } = [];

    public IReadOnlyList<StaffId> Failed { get; init; } = [];

    public IReadOnlyList<long> UnknownDepartments { get; init; } = [];

    public IReadOnlyList<WorkNoticeRefusal> Refusals { get; init; } = [];
}

/// <param name="Code"><c>143105</c>: a day's limit of the person; <c>143106</c>: the same content twice in a day; <c>143103</c>: too many in a minute; <c>1430004</c>: executive mode.</param>
/// <param name="Count">How often it happened; null where DingTalk does not say.</param>
/// <param name="Person">Null: not only one.</param>
public sealed record WorkNoticeRefusal(string Code, long? Count, StaffId? Person);
