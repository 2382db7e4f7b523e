using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>Tells of what was ended when the message was posted (<see cref="CommandRunner.Stop"/>), and makes its end durable with the telling.</summary>
internal sealed class StopCommand(CommandParts parts, CommandLog log) : ICommand
{
    public CommandInfo Info { get; } = new(
        "stop", "停止", ["停", "停下", "取消", "cancel", "abort"], Lane.Stop,
        new("停止正在进行和排队中的回答；群里各停各的，负责人停全部", "ends the answers that run and wait; in a group your own, an owner's stop ends all"))
    {
        OfNoAgent = true,
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => StopAsync(call, ct).AsUpdates();

    private async Task<Answer> StopAsync(CommandCall call, CancellationToken ct)
    {
        var coming = await ComingAsync(call, ct);
        // What was stored in the moment of the stop comes all the same.
        var ended = (parts.Turns.Find(call.Context.Turn.Id)?.Ended ?? []).Where(one => !coming.Contains(one.TurnId)).ToList();
        var running = ended.Count(one => one.HadBegun);
        log.Stops(call.Context.Turn.Id, running, ended.Count - running);
        return new Answer(ended.Count == 0 && coming.Count > 0
            ? call.Say("没有还能停止的回答：已经写好的那条正在等待发送，会送到。", "There is nothing left to stop: an answer that is already written waits to be sent, and will arrive.")
            : Text(call, running, ended.Count - running))
        {
            Effects = new TurnEffects { Cancels = [.. ended.Select(one => one.TurnId)] },
        };
    }

    /// <summary>Turns whose answer this stop came too late for: stored, and on its way or waiting for DingTalk.</summary>
    private async Task<HashSet<long>> ComingAsync(CommandCall call, CancellationToken ct)
    {
        var (stop, all) = (call.Context.Turn, parts.IsOwner(call));
        var coming = await parts.Store.ReplyingTurnsAsync(stop.Conversation, ct);
        return [.. coming.Where(turn => turn.Id < stop.Id && (all || PersonKey.Of(turn.Message) == PersonKey.Of(stop.Message))).Select(turn => turn.Id)];
    }

    private static string Text(CommandCall call, int running, int waiting) => (running, waiting) switch
    {
        (0, 0) => call.Say("现在没有可以停止的回答。", "There is nothing to stop."),
        (_, 0) => call.Say("已停止。", "Stopped."),
        _ => call.Say($"已停止，还取消了 {waiting} 条排队的消息。", $"Stopped; {waiting} waiting message{(waiting == 1 ? "" : "s")} will not be answered."),
    };
}
