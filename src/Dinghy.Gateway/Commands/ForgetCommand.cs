using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>Takes the last exchange out of the memory. Where several share it, an owner does.</summary>
internal sealed class ForgetCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("forget", "忘记", ["忘掉", "忘记上一条"], Lane.Queue, new("从记忆里删掉上一轮问答", "takes the last exchange out of the memory"))
    {
        Usage = new("上一条", "last"),
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call)
    {
        if (call.Name != "忘记上一条" && CommandLine.Fold(call.Arguments) is not ("last" or "上一条" or "上一轮" or "上条"))
            return new Answer(call.Say("要删掉上一轮问答请发 /忘记 上一条；要从头开始请发 /重置。", "/forget last takes the last exchange out of the memory; /reset begins anew."));
        if (!parts.MaySet(call)) return new Answer(parts.OwnersOnly(call, "这里的记忆大家共用，由负责人删除。", "This memory is shared; only an owner may do that."));
        if (call.Context.History.Count == 0) return new Answer(Sentences.Forgotten(any: false, call.Context.Language));
        return new Answer(Sentences.Forgotten(any: true, call.Context.Language))
        {
            Effects = new TurnEffects { Session = new SessionChange { ForgetLast = true } },
        };
    }
}
