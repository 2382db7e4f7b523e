using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Conversations;

/// <summary>Who shares order and memory: one person in private, one group; always with whole ids and the account.</summary>
internal static class ConversationKey
{
    public static string Of(string account, RobotMessage message) => message.Kind == ConversationKind.Group
        ? $"{account}/group/{message.Conversation}"
        : $"{account}/dm/{message.Sender?.Value ?? message.SenderId}";
}
