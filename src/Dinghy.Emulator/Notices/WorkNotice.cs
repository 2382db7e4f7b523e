namespace Dinghy.Emulator;

/// <summary>A work notice that an application handed over, and what became of it.</summary>
/// <param name="TaskId">DingTalk's number of it.</param>
/// <param name="ClientId">The application.</param>
/// <param name="Kind">Its <c>msgtype</c>.</param>
/// <param name="Text">What people read.</param>
/// <param name="StaffIds">Who got it.</param>
/// <param name="At">When it was handed over.</param>
public sealed record WorkNotice(long TaskId, string ClientId, string Kind, string Text, IReadOnlyList<string> StaffIds, DateTimeOffset At)
{
    /// <summary>Ids that are nobody's.</summary>
    public IReadOnlyList<string> Invalid { get; init; } = [];

    /// <summary>Departments that are none.</summary>
    public IReadOnlyList<long> InvalidDepartments { get; init; } = [];

    /// <summary>Who did not get it for a limit's sake, and which.</summary>
    public IReadOnlyList<NoticeRefusal> Refused { get; init; } = [];

    /// <summary>Who has read it.</summary>
    public IReadOnlyList<string> Readers { get; init; } = [];

    /// <summary>It was taken back.</summary>
    public bool Recalled { get; init; }
}

/// <param name="Code">143105 for the day's limit, 143106 for the same content.</param>
/// <param name="StaffId">Whose limit.</param>
public sealed record NoticeRefusal(int Code, string StaffId);
