using System.Reflection;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Commands;

internal sealed class StatusCommand(CommandParts parts) : ICommand
{
    private static readonly string s_version = typeof(StatusCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "-";

    public CommandInfo Info { get; } = new(
        "status", "状态", ["当前状态", "show channel", "show channels", "list channels", "check channel"], Lane.Beside,
        new("看模型、会话和连接", "shows the model, the session and the connection"));

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call)
    {
        var (context, status) = (call.Context, parts.Status());
        var session = context.Session;
        var others = parts.Turns.Of(context.Turn.Conversation).Count(running => running.Turn.Id != context.Turn.Id && !running.IsStopped);
        return new Answer(Answers.Lines(
        [
            $"- Dinghy {s_version}{call.Say("，已运行 ", ", up ")}{Answers.Lasting(parts.Time.GetUtcNow() - status.StartedAt, call)}",
            parts.Config.Agents.List.Count == 0 ? null : $"- {call.Say("智能体：", "Agent: ")}{Answers.Code(context.Route.Agent)}",
            $"- {call.Say("模型：", "Model: ")}{Model(call)}",
            session.Thinking is { } level ? $"- {call.Say("思考：", "Thinking: ")}{level}" : null,
            $"- {call.Say("会话：第 ", "Session: ")}{session.Number + 1}{call.Say(" 个", "")}"
                + (session.StartedAt is { } at ? call.Say($"，始于 {parts.Clock(at)}", $", since {parts.Clock(at)}") : "")
                + call.Say($"，记得 {context.History.Count} 条", $", {context.History.Count} entries remembered")
                + (session.Summary is null ? "" : call.Say("和一份摘要", " and a summary")),
            $"- {call.Say("队列：", "Queue: ")}{QueueCommand.Named(context.Queue, call)}{call.Say($"，其他 {others} 条在处理或等待", $", {others} more in work or waiting")}",
            .. status.Channels.Where(channel => channel.Account == context.Turn.Account).Select(channel => Connection(call, channel)),
        ]));
    }

    private string Model(CommandCall call)
    {
        var context = call.Context;
        if (context.Model is { } set) return $"{Answers.Code(set.Name)}{call.Say("（本会话设定）", " (set for this conversation)")}{Instead(call, new OwnModel(set.Client, set.Name))}";
        var own = parts.OwnOf(context);
        if (own.Client is null) return call.Say("还没有可用的模型", "none is usable yet");
        var gone = context.Session.Model is { } name ? call.Say($"（设定的 {Answers.Code(name)} 现在不可用）", $" (the one that was set, {Answers.Code(name)}, is not there now)") : "";
        return Answers.Code(own.Note) + gone + Instead(call, own);
    }

    /// <summary>Who answers meanwhile, and why.</summary>
    private string Instead(CommandCall call, OwnModel model) => model.States is [{ Rest: { } rest }, ..]
        ? call.Say(
            $"：{ModelRests.Of(rest, parts.Time.GetUtcNow(), call)}{(model.StandIn is { } other ? $"，现在由 {Answers.Code(other)} 回答" : "")}",
            $": {ModelRests.Of(rest, parts.Time.GetUtcNow(), call)}{(model.StandIn is { } stand ? $"; {Answers.Code(stand)} answers meanwhile" : "")}")
        : "";

    private string Connection(CommandCall call, Pipeline.ChannelStatus channel)
    {
        var state = channel.Connected ? call.Say("已连接", "connected") : call.Say("未连接", "not connected");
        var frame = channel.LastFrameAt is { } at ? call.Say($"，最近收到 {parts.Clock(at)}", $", last frame {parts.Clock(at)}") : "";
        // What DingTalk said of our credentials is the operator's to read.
        var error = !channel.Connected && parts.IsOwner(call) && channel.LastError is { } why ? $" ({why})" : "";
        return $"- {call.Say("连接：", "Connection: ")}{state}{frame}{call.Say($"，重连 {channel.Reconnects} 次", $", {channel.Reconnects} reconnects")}{error}";
    }
}
