namespace Dinghy.Emulator;

public sealed partial class DingTalkWorld
{
    /// <summary>The work notices of all applications, oldest first.</summary>
    public IReadOnlyList<WorkNotice> WorkNotices => Notices.All;

    internal NoticeBoard Notices { get; }

    /// <summary>Waits until a work notice is as wanted.</summary>
    public Task<WorkNotice> WaitForWorkNoticeAsync(Func<WorkNotice, bool> where, CancellationToken ct = default) =>
        _botSpoke.WaitForAsync(() => Notices.All.FirstOrDefault(where), ct);

    /// <summary>A person opens a work notice.</summary>
    /// <exception cref="ArgumentException">There is none, or they did not get it.</exception>
    public void ReadWorkNotice(long taskId, string staffId)
    {
        if (Notices.Find(taskId)?.StaffIds.Contains(staffId, StringComparer.Ordinal) != true) throw new ArgumentException($"'{staffId}' has no work notice {taskId}.", nameof(taskId));
        Notices.Change(taskId, notice => notice with { Readers = [.. notice.Readers.Append(staffId).Distinct(StringComparer.Ordinal)] });
        _botSpoke.Fire();
    }

    internal void NoticeHandedOver() => _botSpoke.Fire();
}
