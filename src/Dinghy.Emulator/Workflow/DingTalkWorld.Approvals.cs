using System.Globalization;
using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

/// <summary>DingTalk's own approvals: people ask, approve and take back, and applications hear of it.</summary>
public sealed partial class DingTalkWorld
{
    private readonly BoundedMap<ApprovalState> _approvals;
    private readonly Pulse _approved = new();
    private long _lastTask = 67_583_405_600;

    /// <summary>All approvals, oldest first.</summary>
    public IReadOnlyList<ApprovalRecord> Approvals => [.. _approvals.All.Select(one => one.Record)];

    /// <summary><c>null</c> when unknown.</summary>
    public ApprovalRecord? FindApproval(string instanceId) => _approvals.Find(instanceId)?.Record;

    /// <summary>Somebody asks for something; instance and first tasks are told (bpms_instance_change, bpms_task_change).</summary>
    /// <exception cref="ArgumentException">Unknown people, files or application; no step.</exception>
    public ApprovalRecord StartApproval(ApprovalStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var app = App(start.ClientId);
        if (start.Steps.Count == 0 || start.Steps.Any(step => step.Count == 0)) throw new ArgumentException("An approval needs a step with an approver.", nameof(start));
        foreach (var person in start.Steps.SelectMany(step => step).Append(start.Originator)) Known(person);
        foreach (var file in start.Files.Where(file => Media.Find(file) is null)) throw new ArgumentException($"There is no file '{file}'.", nameof(start));
        var now = Options.Time.GetUtcNow();
        var state = new ApprovalState(Ids.Hex32(), app, start, now.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture), now);
        var begun = state.Begin(NextTask);
        _approvals.TryAdd(state.Id, state);
        TellInstance(state, "start");
        foreach (var task in begun) TellTask(state, task, "start");
        _approved.Fire();
        return state.Record;
    }

    /// <summary>The approver decides in DingTalk itself. False: the task is over already.</summary>
    /// <exception cref="ArgumentException">Unknown approval or task.</exception>
    public bool DecideApproval(string instanceId, long taskId, bool agree, string? remark = null)
    {
        var state = ApprovalOf(instanceId);
        if (state.Record.Tasks.All(task => task.TaskId != taskId)) throw new ArgumentException($"There is no task {taskId}.", nameof(taskId));
        return Execute(state, taskId, agree, remark, byApi: false);
    }

    /// <summary>The asker takes it back. False: it is over already.</summary>
    /// <exception cref="ArgumentException">Unknown approval.</exception>
    public bool TerminateApproval(string instanceId)
    {
        var state = ApprovalOf(instanceId);
        if (state.Terminate(Options.Time.GetUtcNow()) is not { } ended) return false;
        foreach (var task in ended) TellTask(state, task, "cancel");
        TellInstance(state, "terminate");
        _approved.Fire();
        return true;
    }

    /// <summary>Waits until an approval is as wanted.</summary>
    public Task<ApprovalRecord> WaitForApprovalAsync(string instanceId, Func<ApprovalRecord, bool> where, CancellationToken ct = default) =>
        _approved.WaitForAsync<ApprovalRecord>(() => FindApproval(instanceId) is { } found && where(found) ? found : null, ct);

    internal ApprovalState? FindState(string? instanceId) => instanceId is null ? null : _approvals.Find(instanceId);

    internal IReadOnlyList<ApprovalState> ApprovalStates => _approvals.All;

    /// <summary>False: it can not be executed any more.</summary>
    internal bool Execute(ApprovalState state, long taskId, bool agree, string? remark, bool byApi)
    {
        if (state.Execute(taskId, agree, remark, byApi, Options.Time.GetUtcNow(), NextTask) is not { } step) return false;
        foreach (var task in step.Ended) TellTask(state, task, task.Status == "CANCELED" ? "cancel" : "finish");
        foreach (var task in step.Begun) TellTask(state, task, "start");
        if (step.Over) TellInstance(state, "finish");
        _approved.Fire();
        return true;
    }

    internal void CommentApproval(ApprovalState state, string by, string text)
    {
        state.Comment(by, text);
        _approved.Fire();
    }

    private ApprovalState ApprovalOf(string instanceId) => _approvals.Find(instanceId) ?? throw new ArgumentException($"There is no approval '{instanceId}'.", nameof(instanceId));

    private long NextTask() => Interlocked.Increment(ref _lastTask);

    private void TellInstance(ApprovalState state, string type)
    {
        var (record, data) = (state.Record, Usual(state, type));
        data["staffId"] = record.Start.Originator;
        data["url"] = $"https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?corpid={state.App.CorpId}";
        if (record.FinishedAt is { } finished) data["finishTime"] = finished.ToUnixTimeMilliseconds();
        if (type == "finish") data["result"] = record.Result;
        TellOf(state.App, "bpms_instance_change", data);
    }

    private void TellTask(ApprovalState state, ApprovalTask task, string type)
    {
        var data = Usual(state, type);
        data["staffId"] = task.Approver;
        data["taskId"] = task.TaskId;
        if (type != "start") data["finishTime"] = Options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (type == "finish") (data["result"], data["remark"]) = (task.Result == "AGREE" ? "agree" : "refuse", task.Remark);
        TellOf(state.App, "bpms_task_change", data);
    }

    private static JsonObject Usual(ApprovalState state, string type) => new()
    {
        ["processInstanceId"] = state.Id, ["processCode"] = state.Start.ProcessCode, ["title"] = state.Start.Title, ["type"] = type,
        ["createTime"] = state.Record.CreatedAt.ToUnixTimeMilliseconds(), ["businessId"] = state.Record.BusinessId, ["bizCategoryId"] = "", ["businessType"] = "",
    };

    /// <summary>An event of this application's. Where nobody has subscribed, by socket or with an address, none is sent: the console would not know of it.</summary>
    private void TellOf(EmulatedApp app, string eventType, JsonObject data)
    {
        if (!_isSeeded || (Postman.Of(app).Events is null && Connections.Choose(app, StreamTopics.Event, "*") is null)) return;
        Push(new RawPush
        {
            ClientId = app.ClientId, Type = StreamTopics.Event, Topic = "*", Data = ContentJson.AsText(data),
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["eventType"] = eventType },
        });
    }
}
