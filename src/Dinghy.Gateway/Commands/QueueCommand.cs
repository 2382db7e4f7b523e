using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

internal sealed class QueueCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("queue", "队列", ["排队"], Lane.Beside, new("看本会话有什么在处理、在排队", "shows what runs and waits in this conversation")) { OfNoAgent = true };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call)
    {
        var mode = CommandLine.Fold(call.Arguments);
        if (mode.Length > 0 && mode != "followup")
            return new Answer(call.Say("现在只有 followup：一条一条按顺序回答。", "Only followup works now: one answer after another, in order."));
        var others = parts.Turns.Of(call.Context.Turn.Conversation).Where(running => running.Turn.Id != call.Context.Turn.Id && !running.IsStopped).ToList();
        var mine = others.Count(running => PersonKey.Of(running.Turn.Message) == PersonKey.Of(call.Context.Turn.Message));
        var waiting = others.Count(running => !running.HasBegun);
        if (others.Count == 0) return new Answer(call.Say("没有在处理或排队的消息（followup：按顺序逐条回答）。", "Nothing runs or waits (followup: one answer after another)."));
        return new Answer(call.Say(
            $"处理中 {others.Count - waiting} 条，排队 {waiting} 条，其中您的 {mine} 条（followup：按顺序逐条回答）。/停止 可以停下自己的。",
            $"{others.Count - waiting} in work, {waiting} waiting, {mine} of them yours (followup: one answer after another). /stop ends yours."));
    }
}
