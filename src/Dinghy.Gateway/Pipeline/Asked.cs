using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Routing;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What a turn wants, and of whom.</summary>
/// <param name="Due">Null: a person said it.</param>
/// <param name="Command">Null: it is none.</param>
/// <param name="Route">Which agent it is for, and why.</param>
internal sealed record Asked(Due? Due, Called? Command, Route Route)
{
    /// <summary>A person's words that an agent would answer.</summary>
    public bool IsForAgent => Due is null && Command is null or { Command.Info.AsksModel: true };

    public TurnContext In(TurnContext context)
    {
        if (Due is not null) return Due.In(context);
        return Command is { } called && called.Command is not { Info.Talks: true } ? context with { Aside = true } : context;
    }

    public void Note(RunRecorder? recorder)
    {
        if (Command is { Command.Info.Name: var called }) recorder?.Commanded(called);
        if (!ReferenceEquals(Route, Route.None)) recorder?.Routed(Route.Agent, Route.Reason);
    }
}
