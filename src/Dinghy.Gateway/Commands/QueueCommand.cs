using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>What runs and waits here, and what becomes of questions that come meanwhile.</summary>
internal sealed class QueueCommand(CommandParts parts) : ICommand
{
    private static readonly Dictionary<string, QueueMode?> s_modes = new(StringComparer.Ordinal)
    {
        ["followup"] = QueueMode.Followup, ["逐条"] = QueueMode.Followup, ["排队"] = QueueMode.Followup,
        ["steer"] = QueueMode.Steer, ["并入"] = QueueMode.Steer,
        ["collect"] = QueueMode.Collect, ["合并"] = QueueMode.Collect,
        ["interrupt"] = QueueMode.Interrupt, ["打断"] = QueueMode.Interrupt,
        ["default"] = null, ["默认"] = null,
    };

    public CommandInfo Info { get; } = new("queue", "队列", ["排队"], Lane.Beside, new("看本会话有什么在处理、在排队；设新消息来了怎么办", "shows what runs and waits here; sets what a message does meanwhile"))
    {
        Usage = new("[逐条|并入|合并|打断|默认]", "[followup|steer|collect|interrupt|default]"),
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call)
    {
        if (call.Arguments.Length == 0) return new Answer(Look(call));
        if (!s_modes.TryGetValue(CommandLine.Fold(call.Arguments), out var mode))
            return new Answer(call.Say("可以写：逐条、并入、合并、打断、默认。", "Write followup, steer, collect, interrupt or default."));
        if (!parts.MaySet(call)) return new Answer(call.Say("这里的排队方式由负责人设定。", "Here only an owner sets this."));
        return new Answer(mode is { } set ? call.Say($"从下一条开始：{Means(set, call)}。", $"From the next message on: {Means(set, call)}.") : call.Say("排队方式恢复默认。", "Back to the default."))
        {
            Effects = new TurnEffects { Session = new SessionChange { Queue = new Setting(mode?.ToWire()) } },
        };
    }

    private string Look(CommandCall call)
    {
        var others = parts.Turns.Of(call.Context.Turn.Conversation).Where(running => running.Turn.Id != call.Context.Turn.Id && !running.IsStopped).ToList();
        var mine = others.Count(running => PersonKey.Of(running.Turn.Message) == PersonKey.Of(call.Context.Turn.Message));
        var waiting = others.Count(running => !running.HasBegun);
        var means = Means(call.Context.Queue, call);
        if (others.Count == 0) return call.Say($"没有在处理或排队的消息（{means}）。", $"Nothing runs or waits ({means}).");
        return call.Say(
            $"处理中 {others.Count - waiting} 条，排队 {waiting} 条，其中您的 {mine} 条（{means}）。/停止 可以停下自己的。",
            $"{others.Count - waiting} in work, {waiting} waiting, {mine} of them yours ({means}). /stop ends yours.");
    }

    /// <summary>The word that sets it.</summary>
    public static string Named(QueueMode mode, CommandCall call) => call.Say(
        mode switch { QueueMode.Steer => "并入", QueueMode.Collect => "合并", QueueMode.Interrupt => "打断", _ => "逐条" }, mode.ToWire());

    private static string Means(QueueMode mode, CommandCall call) => mode switch
    {
        QueueMode.Steer => call.Say("并入：新消息并入正在进行的回答", "steer: a new message joins the answer that is being made"),
        QueueMode.Collect => call.Say("合并：排队的消息合在一起回答", "collect: what waits is answered together"),
        QueueMode.Interrupt => call.Say("打断：新消息打断正在进行的回答", "interrupt: a new message takes the place of the answer that is being made"),
        _ => call.Say("逐条：按顺序一条一条回答", "followup: one answer after another"),
    };
}
