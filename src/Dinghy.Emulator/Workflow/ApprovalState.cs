namespace Dinghy.Emulator;

/// <summary>An approval while it goes its way. Guarded by itself.</summary>
internal sealed class ApprovalState(string id, EmulatedApp app, ApprovalStart start, string businessId, DateTimeOffset at)
{
    private readonly Lock _gate = new();
    private readonly List<ApprovalTask> _tasks = [];
    private readonly List<ApprovalComment> _comments = [];
    private string _status = "RUNNING";
    private string _result = "";
    private DateTimeOffset? _finishedAt;

    public string Id => id;
    public EmulatedApp App => app;
    public ApprovalStart Start => start;

    public ApprovalRecord Record
    {
        get
        {
            lock (_gate)
                return new ApprovalRecord
                {
                    InstanceId = id, ClientId = app.ClientId, Start = start, Status = _status, Result = _result, BusinessId = businessId, Tasks = [.. _tasks], Comments = [.. _comments], CreatedAt = at,
                    FinishedAt = _finishedAt,
                };
        }
    }

    /// <summary>The tasks of the first step.</summary>
    public IReadOnlyList<ApprovalTask> Begin(Func<long> nextId) { lock (_gate) return BeginStep(0, nextId); }

    /// <summary>Null: the task can not be executed. Else what changed: tasks that ended, tasks that began, and whether all is over.</summary>
    public ApprovalStep? Execute(long taskId, bool agree, string? remark, bool byApi, DateTimeOffset now, Func<long> nextId)
    {
        lock (_gate)
        {
            var index = _tasks.FindIndex(task => task.TaskId == taskId);
            if (index < 0 || _status != "RUNNING" || _tasks[index].Status != "RUNNING") return null;
            var step = _tasks[index].Step;
            _tasks[index] = _tasks[index] with { Status = "COMPLETED", Result = agree ? "AGREE" : "REFUSE", Remark = remark, ByApi = byApi };
            var ended = new List<ApprovalTask> { _tasks[index] };
            if (!agree)
            {
                ended.AddRange(CancelOpen());
                End("COMPLETED", "refuse", now);
                return new(ended, [], Over: true);
            }

            if (_tasks.Any(task => task.Step == step && task.Status == "RUNNING")) return new(ended, [], Over: false);
            if (step + 1 < start.Steps.Count) return new(ended, BeginStep(step + 1, nextId), Over: false);
            End("COMPLETED", "agree", now);
            return new(ended, [], Over: true);
        }
    }

    /// <summary>The asker takes it back. Null: it is over already.</summary>
    public IReadOnlyList<ApprovalTask>? Terminate(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_status != "RUNNING") return null;
            var ended = CancelOpen();
            End("TERMINATED", "", now);
            return ended;
        }
    }

    public void Comment(string by, string text) { lock (_gate) _comments.Add(new(by, text)); }

    private List<ApprovalTask> BeginStep(int step, Func<long> nextId)
    {
        var begun = start.Steps[step].Select(approver => new ApprovalTask(nextId(), step, approver, "RUNNING", "NONE", Remark: null, ByApi: false)).ToList();
        _tasks.AddRange(begun);
        return begun;
    }

    private List<ApprovalTask> CancelOpen()
    {
        var ended = new List<ApprovalTask>();
        for (var i = 0; i < _tasks.Count; i++)
        {
            if (_tasks[i].Status != "RUNNING") continue;
            _tasks[i] = _tasks[i] with { Status = "CANCELED" };
            ended.Add(_tasks[i]);
        }

        return ended;
    }

    private void End(string status, string result, DateTimeOffset now) => (_status, _result, _finishedAt) = (status, result, now);
}

internal sealed record ApprovalStep(IReadOnlyList<ApprovalTask> Ended, IReadOnlyList<ApprovalTask> Begun, bool Over);
