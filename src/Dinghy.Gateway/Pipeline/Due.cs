using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What is other with a turn that a schedule brought, or that is about a call which needs a yes.</summary>
/// <param name="Schedule">Null: a person asks.</param>
/// <param name="IsGone">It was a schedule's, which somebody removed before a restart.</param>
internal sealed record Due(Schedule? Schedule, bool IsGone)
{
    private static readonly Due s_nobody = new(null, IsGone: false);

    /// <summary>It is about such a call.</summary>
    public ApprovalTurn? Approval { get; init; }

    /// <summary>What is kept of the call, once it was looked up.</summary>
    public AskedTurn? Asked { get; init; }

    public static Due Of(Turn turn, ScheduledTurns turns) => ApprovalTurn.Of(turn.MessageId) is { } approval ? s_nobody with { Approval = approval } :
        !Schedule.IsRun(turn.MessageId) ? s_nobody : turns.Find(turn.Id) is { } schedule ? new(schedule, IsGone: false) : new(null, IsGone: true);

    public bool IsPerson => Schedule is null && !IsGone && Approval is null;

    /// <summary>What stands for itself waits behind nobody's questions, and holds none up.</summary>
    public Lane Lane => Schedule is { Remembers: true } || Approval is { IsQuestion: false } ? Lane.Queue : Lane.Scheduled;

    /// <summary>Null: as routing says.</summary>
    public Route? Route => Asked is { IsQuestion: false, Approval: { } call } ? new Route(call.Agent, $"approval {call.Id}") : Approval is not null ? Routing.Route.None : Schedule is { Agent: { } agent, Id: var id } ? new Route(agent, $"schedule {id}") : null;

    public TurnContext In(TurnContext context)
    {
        if (Approval is { } approval) return approval.IsQuestion ? context with { History = [], Session = Session.First, Model = null, Aside = true, Joining = null, Effects = TurnEffects.None } : context with { Joining = null };
        if (Schedule is null) return context;
        context = context with { Schedule = Schedule, Effects = TurnEffects.None, Joining = null };
        return Schedule.Remembers
            ? context with { Question = $"[schedule {Schedule.Id}] {context.Question}" }
            : context with { History = [], Session = Session.First, Model = null, Aside = true };
    }

    /// <summary>Null: an agent is asked.</summary>
    public IAsyncEnumerable<AgentUpdate>? Says => IsGone ? Say(new AgentUpdate.Stopped()) : Schedule is { IsText: true } text ? Say(new AgentUpdate.Text(text.Message), new AgentUpdate.Finished()) : null;

    /// <summary>Nobody is asked, for a reason that the person hears.</summary>
    public static IAsyncEnumerable<AgentUpdate> Fails(string reason) => Say(new AgentUpdate.Failed(reason));

    private static async IAsyncEnumerable<AgentUpdate> Say(params AgentUpdate[] updates)
    {
        await Task.CompletedTask;
        foreach (var update in updates) yield return update;
    }
}
