namespace Dinghy.Emulator;

/// <summary>One control of a filled-in form; several values and rows are JSON text, as on the wire.</summary>
/// <param name="Name">As the form shows it.</param>
/// <param name="Value">Text.</param>
public sealed record ApprovalField(string Name, string Value)
{
    /// <summary>DingTalk's kind of control.</summary>
    public string ComponentType { get; init; } = "TextField";
}

/// <summary>Somebody asks for something.</summary>
/// <param name="Originator">Staff id.</param>
/// <param name="Title">E.g. 李四提交的请假.</param>
/// <param name="Steps">Who approves, step after step; several of one step must all agree.</param>
public sealed record ApprovalStart(string Originator, string Title, IReadOnlyList<IReadOnlyList<string>> Steps)
{
    /// <summary>The template's.</summary>
    public string ProcessCode { get; init; } = "PROC-EMULATOR-LEAVE";

    /// <summary>What was filled in.</summary>
    public IReadOnlyList<ApprovalField> Form { get; init; } = [];

    /// <summary>Files of the control 附件, by the ids of <see cref="DingTalkWorld.AddFile"/>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Whose events they are; <c>null</c>: the first application's.</summary>
    public string? ClientId { get; init; }
}

/// <summary>One approver's part.</summary>
/// <param name="TaskId">Its id.</param>
/// <param name="Step">From 0.</param>
/// <param name="Approver">Staff id.</param>
/// <param name="Status">DingTalk's word: RUNNING, COMPLETED, CANCELED.</param>
/// <param name="Result">NONE, AGREE, REFUSE.</param>
/// <param name="Remark">Written beside it.</param>
/// <param name="ByApi">An application executed it.</param>
public sealed record ApprovalTask(long TaskId, int Step, string Approver, string Status, string Result, string? Remark, bool ByApi);

/// <summary>A comment.</summary>
public sealed record ApprovalComment(string By, string Text);

/// <summary>An approval and where it stands.</summary>
public sealed record ApprovalRecord
{
    /// <summary><c>processInstanceId</c>.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Whose events it brings.</summary>
    public required string ClientId { get; init; }

    /// <summary>As it was asked.</summary>
    public required ApprovalStart Start { get; init; }

    /// <summary>RUNNING, COMPLETED, TERMINATED.</summary>
    public required string Status { get; init; }

    /// <summary>Empty until it is completed: agree, refuse.</summary>
    public required string Result { get; init; }

    /// <summary>The number that people see.</summary>
    public required string BusinessId { get; init; }

    /// <summary>Those of steps that have begun.</summary>
    public required IReadOnlyList<ApprovalTask> Tasks { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<ApprovalComment> Comments { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
