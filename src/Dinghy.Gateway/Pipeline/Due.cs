using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What is other with a turn that a schedule or an event brought.</summary>
/// <param name="Schedule">Null: a person asks.</param>
/// <param name="IsGone">It was a schedule's, which somebody removed before a restart.</param>
internal sealed record Due(Schedule? Schedule, bool IsGone)
{
    private static readonly Due s_nobody = new(null, IsGone: false);

    /// <summary>Null: no event brought it.</summary>
    public Errand? Errand { get; init; }

    public static Due Of(Turn turn, ScheduledTurns turns) =>
        Errand.Of(turn.MessageId) is { } errand ? s_nobody with { Errand = errand } : !Schedule.IsRun(turn.MessageId) ? s_nobody : turns.Find(turn.Id) is { } schedule ? new(schedule, IsGone: false) : new(null, IsGone: true);

    public bool IsPerson => Schedule is null && !IsGone && Errand is null;

    /// <summary>What stands for itself waits behind nobody's questions, and holds none up.</summary>
    public Lane Lane => Schedule is { Remembers: true } ? Lane.Queue : Lane.Scheduled;

    /// <summary>Null: as routing says.</summary>
    public Route? Route => Errand is Errand.OfEvent heard ? new Route(heard.Agent, "event") : Schedule is { Agent: { } agent, Id: var id } ? new Route(agent, $"schedule {id}") : null;

    public TurnContext In(TurnContext context)
    {
        if (Errand is not null)
            return context with { Unasked = true, Effects = TurnEffects.None, Joining = null, History = [], Session = Session.First, Model = null, Aside = true, Ready = Errand is Errand.OfApproval ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null };
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
