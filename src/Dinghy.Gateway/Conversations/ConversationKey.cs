using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Conversations;

/// <summary>Who shares order and memory: one person in private, one group; always with whole ids and the account.</summary>
internal static class ConversationKey
{
    public static string Of(string account, RobotMessage message) => message.Kind == ConversationKind.Group
        ? $"{account}/group/{message.Conversation}"
        : $"{account}/dm/{message.Sender?.Value ?? message.SenderId}";

    /// <summary>Under which name a conversation's memory is kept: each agent remembers its own talk only. No id of DingTalk's holds a #.</summary>
    public static string MemoryOf(string conversation, string agent) => agent == AgentConfig.DefaultId ? conversation : $"{conversation}#{agent}";
}
