using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Workflow;

/// <summary>How a decision ended.</summary>
internal abstract record DecisionEnd
{
    /// <summary>DingTalk has it.</summary>
    public sealed record Done(bool Agreed) : DecisionEnd;

    /// <summary>A person decided in DingTalk itself, or the approval is over; theirs counts.</summary>
    public sealed record Elsewhere(ProcessTaskResult Result) : DecisionEnd;

    /// <summary>It was decided here before.</summary>
    public sealed record Before(WorkflowStep Step) : DecisionEnd;

    /// <summary>DingTalk did not take it; the step waits as before.</summary>
    public sealed record NotTaken(DingTalkApiException Fault) : DecisionEnd;
}

/// <summary>
/// Carries decisions to DingTalk, each once: that it was decided is durable first, the task's state is read before it is executed, and after a crash or a
/// lost answer it is read again before anything is repeated.
/// </summary>
internal sealed class WorkflowDesk(IWorkflowStore store, WorkflowCalls calls, WorkflowLog log, TimeProvider time)
{
    /// <summary>Lost answers after each of which DingTalk is looked at again.</summary>
    private const int MaxExecutes = 3;

    private const int ReadTries = 3;

    /// <summary>A decision that was left behind, and of which DingTalk tells nothing for so long, has failed.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(7);

    /// <summary>Of the ids of what makes the gateway look at an approval again.</summary>
    public const string LookPrefix = "after:";

    public IWorkflowStore Store => store;

    /// <summary>Told of every decision that DingTalk took.</summary>
    public Func<WorkflowStep, Task> Decided { get; init; } = _ => Task.CompletedTask;

    /// <summary>Told of every decision that waited too long and was not carried out: its approver may think that it was.</summary>
    public Func<WorkflowStep, Task> NotCarried { get; init; } = _ => Task.CompletedTask;

    /// <summary>Null: this person was asked nothing under this code.</summary>
    public Task<WorkflowStep?> FindAsync(string account, string approver, string code, CancellationToken ct) => store.FindStepAsync(account, approver, code, ct);

    /// <param name="step">Its approver decides, or the agent in the approver's name.</param>
    /// <param name="agree">What.</param>
    /// <param name="remark">In DingTalk, beside the decision.</param>
    /// <param name="by">A staff id, or <c>agent:id</c>.</param>
    /// <param name="turnId">In which turn: the same turn, run again by a restart, goes on where it was.</param>
    /// <param name="ct">The program stops: nothing is lost, the next start goes on.</param>
    public async Task<DecisionEnd> DecideAsync(WorkflowStep step, bool agree, string? remark, string by, long turnId, CancellationToken ct)
    {
        var resumed = step.State == WorkflowState.Deciding && step.DecidedIn == turnId;
        if (!resumed)
        {
            if (step.State != WorkflowState.Asked || !await store.DecideStepAsync(step.Id, agree, remark, by, turnId, time.GetUtcNow(), ct))
                return step.DecidedIn == turnId && step.State is WorkflowState.Agreed or WorkflowState.Refused
                    ? new DecisionEnd.Done(step.State == WorkflowState.Agreed)
                    : new DecisionEnd.Before(await store.FindStepAsync(step.Account, step.Instance, step.Task, ct) ?? step);
        }
        else
        {
            (agree, remark) = (step.Agree ?? agree, step.Remark);
        }

        try
        {
            return await CarryAsync(step, agree, remark, by, turnId, told: resumed, ct);
        }
        catch (DingTalkApiException e)
        {
            calls.Tell(new(step.Instance), step.Task, "take the decision", e);
            await store.EndStepAsync(step.Id, WorkflowState.Asked, $"not taken: {e.Code}", time.GetUtcNow(), CancellationToken.None);
            return new DecisionEnd.NotTaken(e);
        }
    }

    /// <summary>
    /// Ends a decision whose turn is over without it. It is not carried out now: whoever decided has waited too long to still mean it. Where DingTalk does not have it,
    /// the step waits for its approver again.
    /// </summary>
    public async Task SettleAsync(WorkflowStep step, CancellationToken ct)
    {
        try
        {
            var instance = await calls.ReadAsync(step.Account, new(step.Instance), tries: 1, ct);
            var task = instance.Task(step.Task);
            var end = "it waits for its approver again";
            if (instance.Status != ProcessStatus.Running || task is not { Status: ProcessTaskStatus.Running })
                end = await OverAsync(step, instance, task, step.Agree ?? false, step.DecidedBy ?? step.Approver, step.DecidedIn ?? 0, told: true) is DecisionEnd.Done ? "DingTalk has it" : "it was decided in DingTalk";
            else if (task.Approver?.Value != step.Approver)
                (_, end) = (await ElsewhereAsync(step, ProcessTaskResult.Redirected), "it is somebody else's now");
            else if (await store.EndStepAsync(step.Id, WorkflowState.Asked, "not carried out: the program was down for too long", time.GetUtcNow(), CancellationToken.None))
                await NotCarried(step);
            log.Settled(Printable.Of(step.Instance), step.Task, step.DecidedIn ?? 0, end);
        }
        catch (DingTalkApiException e)
        {
            calls.Tell(new(step.Instance), step.Task, "tell of a decision that was left behind", e);
            if (e.Fault is not (DingTalkFault.NotFound or DingTalkFault.Invalid) && time.GetUtcNow() - step.CreatedAt < s_patience) return;
            await store.EndStepAsync(step.Id, WorkflowState.Failed, $"not known whether it was carried out: {e.Code}", time.GetUtcNow(), CancellationToken.None);
            log.Settled(Printable.Of(step.Instance), step.Task, step.DecidedIn ?? 0, "not known whether DingTalk has it; it has failed");
        }
    }

    /// <summary>Where <paramref name="told"/>, DingTalk may have been told already.</summary>
    private async Task<DecisionEnd> CarryAsync(WorkflowStep step, bool agree, string? remark, string by, long turnId, bool told, CancellationToken ct)
    {
        for (var left = MaxExecutes; ; left--)
        {
            var instance = await calls.ReadAsync(step.Account, new(step.Instance), ReadTries, ct);
            var task = instance.Task(step.Task);
            if (instance.Status != ProcessStatus.Running || task is not { Status: ProcessTaskStatus.Running }) return await OverAsync(step, instance, task, agree, by, turnId, told);
            if (task.Approver?.Value != step.Approver) return await ElsewhereAsync(step, ProcessTaskResult.Redirected);
            try
            {
                await calls.ExecuteAsync(step.Account, instance.Id, step.Task, new StaffId(step.Approver), agree, remark, ct);
                return await DoneAsync(step, agree, by, turnId);
            }
            catch (DingTalkApiException e) when (WorkflowApi.IsOver(e) && left > 0)
            {
                // Somebody was quicker; what they decided is read.
            }
            catch (DingTalkApiException e) when (!e.Certain && left > 0)
            {
                told = true;
            }
        }
    }

    /// <summary>Ours, when DingTalk was told and has what we told it; else a person's, which counts.</summary>
    private Task<DecisionEnd> OverAsync(WorkflowStep step, ProcessInstance instance, ProcessTask? task, bool agree, string by, long turnId, bool told)
    {
        var wanted = agree ? ProcessTaskResult.Agree : ProcessTaskResult.Refuse;
        var result = task?.Result ?? ProcessTaskResult.None;
        if (result == ProcessTaskResult.None && instance.Status == ProcessStatus.Completed)
            result = instance.Result switch { ProcessResult.Agree => ProcessTaskResult.Agree, ProcessResult.Refuse => ProcessTaskResult.Refuse, _ => ProcessTaskResult.None };
        return told && result == wanted ? DoneAsync(step, agree, by, turnId) : ElsewhereAsync(step, result);
    }

    private async Task<DecisionEnd> DoneAsync(WorkflowStep step, bool agree, string by, long turnId)
    {
        await store.EndStepAsync(step.Id, agree ? WorkflowState.Agreed : WorkflowState.Refused, note: null, time.GetUtcNow(), CancellationToken.None);
        log.Decided(Printable.Of(step.Instance), step.Task, agree ? "agreed" : "refused", Printable.Of(by), turnId);
        if (agree) await Decided(step);
        return new DecisionEnd.Done(agree);
    }

    private async Task<DecisionEnd> ElsewhereAsync(WorkflowStep step, ProcessTaskResult result)
    {
        await store.EndStepAsync(step.Id, WorkflowState.Elsewhere, result.ToString().ToLowerInvariant(), time.GetUtcNow(), CancellationToken.None);
        log.Over(Printable.Of(step.Instance), step.Task, "it was decided in DingTalk meanwhile");
        return new DecisionEnd.Elsewhere(result);
    }
}
