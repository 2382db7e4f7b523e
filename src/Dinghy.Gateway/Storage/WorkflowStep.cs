namespace Dinghy.Gateway.Storage;

/// <summary>One approver's step of one approval, from the summary to the decision.</summary>
internal sealed record WorkflowStep
{
    public long Id { get; init; }

    public required string Account { get; init; }

    public required string Instance { get; init; }

    public required long Task { get; init; }

    /// <summary>Staff id: nobody else's press counts.</summary>
    public required string Approver { get; init; }

    /// <summary>What a press or a command names; no model is ever told it.</summary>
    public required string Code { get; init; }

    public required string Title { get; init; }

    /// <summary>The turn that summarises.</summary>
    public required long TurnId { get; init; }

    public WorkflowState State { get; init; }

    /// <summary>What the agent would do; null: it was not asked, or did not say.</summary>
    public string? Advice { get; init; }

    /// <summary>What was decided; null: nothing yet.</summary>
    public bool? Agree { get; init; }

    public string? Remark { get; init; }

    /// <summary>A staff id, or <c>agent:id</c>.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The turn of the decision.</summary>
    public long? DecidedIn { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Deciding: somebody decided, and DingTalk is being told; a restart looks there before it tells it again. Elsewhere: a person decided in DingTalk itself.</summary>
internal enum WorkflowState { Asked, Deciding, Agreed, Refused, Elsewhere, Failed }

internal interface IWorkflowStore
{
    /// <summary>Keeps a step. The same step, which another event or a restart brings again, is the one that stands already.</summary>
    Task<WorkflowStep> OpenStepAsync(WorkflowStep step, CancellationToken ct);

    /// <summary>Null: this person was asked nothing under this code. Of several the newest.</summary>
    Task<WorkflowStep?> FindStepAsync(string account, string approver, string code, CancellationToken ct);

    Task<WorkflowStep?> FindStepAsync(string account, string instance, long task, CancellationToken ct);

    /// <summary>What waits for this person, oldest first.</summary>
    Task<IReadOnlyList<WorkflowStep>> WaitingStepsAsync(string account, string approver, int limit, CancellationToken ct);

    Task AdviseStepAsync(long id, string advice, CancellationToken ct);

    /// <summary>From asked to deciding. False: it was decided before.</summary>
    Task<bool> DecideStepAsync(long id, bool agree, string? remark, string by, long turnId, DateTimeOffset at, CancellationToken ct);

    /// <summary>To its end, or back to asked where nothing was done. False: it has ended already.</summary>
    Task<bool> EndStepAsync(long id, WorkflowState state, string? note, DateTimeOffset at, CancellationToken ct);

    /// <summary>Ends what nobody has decided here yet: it was decided in DingTalk, or the approval is over. Without a task, every step of the approval.</summary>
    /// <returns>How many.</returns>
    Task<int> CloseStepsAsync(string account, string instance, long? task, string note, DateTimeOffset at, CancellationToken ct);

    /// <summary>What is still being decided by a turn that is over, oldest first: nobody carries it on any more.</summary>
    Task<IReadOnlyList<WorkflowStep>> StrandedStepsAsync(int limit, CancellationToken ct);

    /// <summary>Removes steps of before a time, at most <paramref name="limit"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> PruneStepsAsync(DateTimeOffset before, int limit, CancellationToken ct);
}
