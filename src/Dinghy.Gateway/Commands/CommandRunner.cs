using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

/// <summary>Finds and runs what a person called with a slash; the answer goes the way of every answer.</summary>
internal sealed class CommandRunner(CommandBook book, RunningTurns turns, Owners owners, ApprovalTalk approvals, CommandLog log)
{
    /// <summary>The usual ones.</summary>
    public static CommandRunner Create(CommandParts parts, CommandLog log) => new(CommandSet.Create(parts, log), parts.Turns, parts.Owners, new ApprovalTalk(parts), log);

    /// <summary>Turns about calls that need a yes.</summary>
    public ApprovalTalk Approvals => approvals;

    /// <summary>Null: a question.</summary>
    public Called? Find(string? question) => book.Find(question);

    /// <summary>What the message need not wait for.</summary>
    public Lane LaneOf(string? question) => Find(question) switch
    {
        null => Lane.Queue,
        { Command: { } command } => command.Info.Lane,
        _ => Lane.Beside,
    };

    /// <summary>At posting, before anything behind it begins: a stop ends what its person may end of what came before it. Returns at once.</summary>
    /// <param name="stop">Its own entry; it keeps what was ended for its answer.</param>
    public void Stop(RunningTurns.Running stop)
    {
        var all = owners.IsOwner(stop.Turn.Keep, stop.Turn.Message.Sender?.Value);
        var ended = turns.Of(stop.Turn.Conversation).Where(running =>
            running.Lane != Lane.Stop && running.Turn.Id < stop.Turn.Id && !running.IsStopped && !running.IsAnswered
            && (all || PersonKey.Of(running.Turn.Message) == PersonKey.Of(stop.Turn.Message))).ToList();
        stop.Ended = [.. ended.Select(running => (running.Turn.Id, running.HasBegun))];
        foreach (var running in ended) running.Stop();
    }

    public IAsyncEnumerable<AgentUpdate> RunAsync(Called called, TurnContext context, CancellationToken ct)
    {
        var call = new CommandCall(called.Arguments, context, called.Name);
        if (called.Command is not { } command)
        {
            log.Unknown(context.Turn.Id);
            return Hint(call, called.Name).AsUpdates();
        }

        log.Ran(context.Turn.Id, command.Info.Name);
        return command.RunAsync(call, ct);
    }

    private Answer Hint(CommandCall call, string name)
    {
        var near = book.Near(name);
        var names = string.Join(call.Say("、", ", "), near.Select(one => $"/{one}"));
        return new Answer(near.Count > 0
            ? call.Say($"没有这个命令。您是不是想用 {names}？全部命令见 /帮助。", $"There is no such command. Did you mean {names}? /help lists all.")
            : call.Say("没有这个命令，全部命令见 /帮助。", "There is no such command; /help lists all."));
    }
}
