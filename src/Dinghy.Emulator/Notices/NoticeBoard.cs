using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>Work notices and their limits. What is over one is dropped, and only the result tells.</summary>
internal sealed class NoticeBoard(EmulatorOptions options, ILogger logger)
{
    private const int DayLimit = 143105;
    private const int SameContent = 143106;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, WorkNotice> _notices = [];
    private readonly Queue<long> _order = [];
    private readonly Dictionary<(string ClientId, string StaffId, DateOnly Day), (int Count, HashSet<string> Contents)> _days = [];
    private long _last = 256_271_667_000;
    private bool _full;

    public IReadOnlyList<WorkNotice> All { get { lock (_gate) return [.. _order.Select(task => _notices[task])]; } }

    public WorkNotice? Find(long task) { lock (_gate) return _notices.GetValueOrDefault(task); }

    public WorkNotice Add(EmulatedApp app, string kind, string text, string content, IReadOnlyList<string> people, IReadOnlyList<string> invalid, IReadOnlyList<long> invalidDepartments)
    {
        lock (_gate)
        {
            var now = options.Time.GetUtcNow();
            var (reached, refused) = (new List<string>(), new List<NoticeRefusal>());
            foreach (var person in people)
            {
                if (Refusal(app, person, content, DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(8)).Date)) is { } code) refused.Add(new NoticeRefusal(code, person));
                else reached.Add(person);
            }

            var notice = new WorkNotice(++_last, app.ClientId, kind, text, reached, now) { Invalid = invalid, InvalidDepartments = invalidDepartments, Refused = refused };
            _notices.Add(notice.TaskId, notice);
            _order.Enqueue(notice.TaskId);
            if (_order.Count <= Math.Max(1, options.HistoryLimit)) return notice;
            if (!_full) Log.HistoryFull(logger, "work notices", options.HistoryLimit);
            _full = true;
            _notices.Remove(_order.Dequeue());
            return notice;
        }
    }

    public WorkNotice? Change(long task, Func<WorkNotice, WorkNotice> change)
    {
        lock (_gate) return _notices.TryGetValue(task, out var notice) ? _notices[task] = change(notice) : null;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _notices.Clear();
            _order.Clear();
            _days.Clear();
        }
    }

    private int? Refusal(EmulatedApp app, string person, string content, DateOnly day)
    {
        var key = (app.ClientId, person, day);
        var (count, contents) = _days.GetValueOrDefault(key, (0, []));
        if (contents.Contains(content)) return SameContent;
        if (count >= options.NoticesPerPersonAndDay) return DayLimit;
        // Days gone by count no more.
        if (_days.Count >= options.HistoryLimit) _days.Clear();
        contents.Add(content);
        _days[key] = (count + 1, contents);
        return null;
    }
}
