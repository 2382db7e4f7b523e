using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Takeover;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Tells the turns that no person said from those that somebody did.</summary>
/// <param name="schedules">Those that were due.</param>
/// <param name="talk">About calls of tools that need a yes.</param>
/// <param name="maySay">Whether the operator's rules for content let a schedule's text go out.</param>
/// <param name="workflow">DingTalk's own approvals; null: they are not looked after.</param>
internal sealed class DueTurns(ScheduledTurns schedules, ApprovalTalk talk, Func<TurnContext, string, CancellationToken, Task<bool>> maySay, WorkflowTurns? workflow)
{
    /// <summary>Null: a person said it. Fast: what stands for itself waits behind nobody's questions, and holds none up.</summary>
    public Lane? LaneOf(Turn turn) => turn.MessageId switch
    {
        var id when !MadeIds.IsMade(id) => null,
        // In the order in which they were said.
        var id when OperatorTurn.Is(id) => Lane.Queue,
        var id when ApprovalTurn.Of(id) is { IsQuestion: false } => Lane.Queue,
        _ => schedules.Find(turn.Id) is { Remembers: true } ? Lane.Queue : Lane.Scheduled,
    };

    /// <summary>Null: a person said it.</summary>
    public async Task<Due?> FindAsync(Turn turn, CancellationToken ct)
    {
        if (!MadeIds.IsMade(turn.MessageId)) return null;
        if (OperatorTurn.Is(turn.MessageId)) return new Due.OfOperator(OperatorTurn.AgentOf(turn.MessageId));
        if (await talk.FindAsync(turn.MessageId, ct) is { } asked) return new Due.OfApproval(asked, talk);
        return Errand.Of(turn.MessageId) switch
        {
            Errand.OfEvent heard => new Due.OfEvent(heard),
            Errand.OfApproval step when workflow is not null => new Due.OfWorkflow(step, workflow.RouteOf(turn), workflow),
            _ => schedules.Find(turn.Id) is { } schedule ? new Due.OfSchedule(schedule, maySay) : new Due.OfGone(),
        };
    }
}
