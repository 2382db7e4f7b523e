using System.Runtime.CompilerServices;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>A turn that no person said, with all that is other with it. Usually it knows nothing of what was talked about, and leaves nothing there.</summary>
internal abstract record Due
{
    /// <summary>Null: as routing says.</summary>
    public virtual Route? Route => null;

    public virtual TurnContext In(TurnContext context) => context with { History = [], Session = Session.First, Model = null, Aside = true, Joining = null, Effects = TurnEffects.None };

    /// <summary>What is said without asking an agent; null: one is asked.</summary>
    public virtual IAsyncEnumerable<AgentUpdate>? Says(TurnContext context, Payer payer, CancellationToken ct) => null;

    /// <summary>Nobody is asked, for a reason that the person hears.</summary>
    public static IAsyncEnumerable<AgentUpdate> Fails(string reason) => Say(new AgentUpdate.Failed(reason));

    private static async IAsyncEnumerable<AgentUpdate> Say(params AgentUpdate[] updates)
    {
        await Task.CompletedTask;
        foreach (var update in updates) yield return update;
    }

    /// <summary>A schedule was due.</summary>
    /// <param name="Schedule">Which.</param>
    /// <param name="MaySay">Whether the operator's rules for content, as they are now, let its text go out.</param>
    internal sealed record OfSchedule(Schedule Schedule, Func<TurnContext, string, CancellationToken, Task<bool>> MaySay) : Due
    {
        public override Route? Route => Schedule.Agent is { } agent ? new Route(agent, $"schedule {Schedule.Id}") : null;

        public override TurnContext In(TurnContext context)
        {
            context = context with { Schedule = Schedule, Effects = TurnEffects.None, Joining = null };
            return Schedule.Remembers ? context with { Question = $"[schedule {Schedule.Id}] {context.Question}" } : base.In(context);
        }

        public override IAsyncEnumerable<AgentUpdate>? Says(TurnContext context, Payer payer, CancellationToken ct) =>
            Schedule.IsText ? SayAsync(context, ct) : null;

        private async IAsyncEnumerable<AgentUpdate> SayAsync(TurnContext context, [EnumeratorCancellation] CancellationToken ct)
        {
            // What the operator has it say is nobody's way round the operator's rules.
            if (Schedule.Owner.Length > 0 && !await MaySay(context, Schedule.Message, ct))
            {
                yield return new AgentUpdate.Failed(Reasons.ModelFiltered);
                yield break;
            }

            yield return new AgentUpdate.Text(Schedule.Message);
            yield return new AgentUpdate.Finished();
        }
    }

    /// <summary>A person says something as the robot: it is remembered as the robot's words.</summary>
    internal sealed record OfOperator(string? Agent) : Due
    {
        public override Route? Route => new(Agent ?? AgentConfig.DefaultId, "operator");

        public override TurnContext In(TurnContext context) => context with { Unprompted = true, Effects = TurnEffects.None, Joining = null };

        public override IAsyncEnumerable<AgentUpdate>? Says(TurnContext context, Payer payer, CancellationToken ct) =>
            Say(new AgentUpdate.Text((context.Turn.Message.Content as TextContent)?.Text ?? ""), new AgentUpdate.Finished());
    }

    /// <summary>Its schedule was removed before a restart.</summary>
    internal sealed record OfGone : Due
    {
        public override IAsyncEnumerable<AgentUpdate>? Says(TurnContext context, Payer payer, CancellationToken ct) => Say(new AgentUpdate.Stopped());
    }

    /// <summary>An agent hears of an event.</summary>
    internal sealed record OfEvent(Errand.OfEvent Errand) : Due
    {
        public override Route? Route => new(Errand.Agent, "event");

        public override TurnContext In(TurnContext context) => base.In(context) with { Unasked = true };
    }

    /// <summary>A step of one of DingTalk's own approvals is shown to its approver.</summary>
    internal sealed record OfWorkflow(Errand.OfApproval Errand, Route By, WorkflowTurns Turns) : Due
    {
        public override Route? Route => By;

        public override TurnContext In(TurnContext context) => base.In(context) with { Unasked = true, Ready = new(TaskCreationOptions.RunContinuationsAsynchronously) };

        public override IAsyncEnumerable<AgentUpdate>? Says(TurnContext context, Payer payer, CancellationToken ct) => Turns.RunAsync(Errand, context, payer, ct);
    }

    /// <summary>A tool's call needs a yes: the question in an approver's chat, or the end where the call was made.</summary>
    internal sealed record OfApproval(AskedTurn Asked, ApprovalTalk Talk) : Due
    {
        public override Route? Route => Asked is { IsQuestion: false, Approval: { } call } ? new Route(call.Agent, $"approval {call.Id}") : Routing.Route.None;

        public override TurnContext In(TurnContext context) => Asked.IsQuestion ? base.In(context) : context with { Joining = null };

        public override IAsyncEnumerable<AgentUpdate>? Says(TurnContext context, Payer payer, CancellationToken ct) => Talk.RunAsync(Asked, context, ct);
    }
}
