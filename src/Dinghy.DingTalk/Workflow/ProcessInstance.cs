using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Workflow;

/// <summary>One run of an approval process (审批单). Compared whole and ordinally.</summary>
public readonly record struct ProcessInstanceId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>An approval instance: the form as it was filled in, what has been done to it, and whose turn it is.</summary>
/// <param name="Id">As it was asked for; DingTalk does not repeat it.</param>
/// <param name="Title">E.g. 张三提交的请假申请.</param>
/// <param name="Status">How far it is.</param>
public sealed record ProcessInstance(ProcessInstanceId Id, string Title, ProcessStatus Status)
{
    /// <summary>The outcome; None until it is completed.</summary>
    public ProcessResult Result { get; init; }

    /// <summary>The number that people see and search for (审批编号).</summary>
    public string? BusinessId { get; init; }

    public StaffId? Originator { get; init; }

    /// <summary>DingTalk writes -1 for the organisation itself.</summary>
    public string? OriginatorDepartment { get; init; }

    public string? OriginatorDepartmentName { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public IReadOnlyList<StaffId> Approvers { get; init; } = [];

    public IReadOnlyList<StaffId> CopiedTo { get; init; } = [];

    public IReadOnlyList<FormField> Form { get; init; } = [];

    /// <summary>What has been done, oldest first.</summary>
    public IReadOnlyList<OperationRecord> Records { get; init; } = [];

    public IReadOnlyList<ProcessTask> Tasks { get; init; } = [];

    /// <summary>The task of that id; null when the instance has none such.</summary>
    public ProcessTask? Task(long id) => Tasks.FirstOrDefault(task => task.Id == id);
}

public enum ProcessStatus { Unknown, Running, Terminated, Completed }

public enum ProcessResult { None, Agree, Refuse }

/// <summary>One approver's part of a step.</summary>
/// <param name="Id">What executing it wants.</param>
/// <param name="Approver">Whose decision it is; null when DingTalk does not say.</param>
/// <param name="Status">Only a Running one can be decided.</param>
public sealed record ProcessTask(long Id, StaffId? Approver, ProcessTaskStatus Status)
{
    public ProcessTaskResult Result { get; init; }

    /// <summary>The step of the process: several tasks share it when several people approve at once.</summary>
    public string? Activity { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The page of the instance on a phone.</summary>
    public string? MobileUrl { get; init; }

    public string? PcUrl { get; init; }
}

public enum ProcessTaskStatus { Unknown, New, Running, Paused, Canceled, Completed, Terminated }

public enum ProcessTaskResult { None, Agree, Refuse, Redirected }

/// <summary>One thing done to an instance.</summary>
/// <param name="Type">DingTalk's word, e.g. START_PROCESS_INSTANCE, EXECUTE_TASK_NORMAL, ADD_REMARK, REDIRECT_TASK.</param>
/// <param name="By">Null when it was the system.</param>
public sealed record OperationRecord(string Type, StaffId? By)
{
    public ProcessTaskResult Result { get; init; }

    public string? Remark { get; init; }

    /// <summary>The step's name, e.g. 审批人.</summary>
    public string? StepName { get; init; }

    public string? Activity { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>Sent along with a comment.</summary>
    public IReadOnlyList<FormAttachment> Attachments { get; init; } = [];
}

/// <param name="Ids">At most the size that was asked for.</param>
/// <param name="Next">Where the next page begins; null: this was the last.</param>
public sealed record ProcessInstancePage(IReadOnlyList<ProcessInstanceId> Ids, long? Next);
