using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>A new session: what was said stays stored and is not read any more. In a group everybody who may speak may do it; where all private chats share one memory, an owner.</summary>
internal sealed class ResetCommand(CommandParts parts, string name) : ICommand
{
    public CommandInfo Info { get; } = name == "new"
        ? new("new", "新会话", ["新对话", "新建会话"], Lane.Queue, new("开始新的会话，之前说过的不再带入", "begins a new session; what was said before is left behind"))
        : new("reset", "重置", ["clear", "清空", "清除", "清空上下文"], Lane.Queue, new("同 /新会话", "the same as /new"));

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call)
    {
        // "/reset my password" is a question that went astray, not a wish to forget.
        if (call.Arguments.Length > 0 && CommandLine.Fold(call.Arguments) != "soft")
            return new Answer(call.Say(
                $"/{Info.Chinese} 后面不用写别的，这次没有重置。要重置请只发 /{Info.Chinese}；要提问请去掉斜杠。",
                $"/{Info.Name} takes nothing behind it, so nothing was reset. Send just /{Info.Name}, or your question without the slash."));
        if (!parts.MayUseMemory(call)) return new Answer(parts.OwnersOnly(call, "这里的记忆是所有单聊共用的，由负责人重新开始。", "All private chats share this memory; only an owner may begin anew."));
        var whose = !parts.IsShared(call) ? ""
            : parts.Config.Agents.List.Count == 0 ? call.Say("（本会话所有人共用）", " (for everybody who shares it)")
            : call.Say("（对由同一个智能体回答的所有人）", " (for everybody here whom the same agent answers)");
        return new Answer(call.Say($"新的会话开始了{whose}，之前的内容不再带入。", $"A new session has begun{whose}; what was said before is left behind."))
        {
            Effects = new TurnEffects { Session = new SessionChange { Anew = true } },
        };
    }
}
