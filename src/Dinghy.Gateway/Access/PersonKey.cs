using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Access;

/// <summary>Whom a message is from, as approvals, counts and lists know them.</summary>
internal static class PersonKey
{
    /// <summary>The staff id; people of other organisations have only the sender id.</summary>
    public static string Of(RobotMessage message) => message.Sender?.Value ?? message.SenderId;
}
