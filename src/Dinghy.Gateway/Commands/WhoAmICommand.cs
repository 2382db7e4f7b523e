using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

/// <summary>The ids that an operator needs for allow-lists and routes.</summary>
internal sealed class WhoAmICommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("whoami", "我是谁", ["id", "我的id", "who"], Lane.Beside, new("看配置里要用到的 ID", "shows the ids that a configuration needs")) { OfNoAgent = true };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct)
    {
        var (turn, message) = (call.Context.Turn, call.Context.Turn.Message);
        return new Answer(Answers.Lines(
            $"- {call.Say("员工 ID", "Staff id")} (senderStaffId): {Answers.Code(message.Sender?.Value)}",
            $"- senderId: {Answers.Code(message.SenderId)}",
            $"- {call.Say("账号", "Account")}: {Answers.Code(turn.Account)}",
            $"- {(call.Context.IsGroup ? call.Say("群", "Group") : call.Say("单聊", "Private chat"))} (conversationId): {Answers.Code(message.Conversation.Value)}",
            $"- {call.Say("负责人", "Owner")}: {(parts.IsOwner(call) ? call.Say("是", "yes") : call.Say("否", "no"))}")).AsUpdates();
    }
}
