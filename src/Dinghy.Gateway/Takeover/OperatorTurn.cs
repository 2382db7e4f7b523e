using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Takeover;

/// <summary>What an operator says as the robot, as a turn of the conversation: kept first, sent by the outbox, resumed after a restart like every other.</summary>
internal static class OperatorTurn
{
    /// <summary>UTF-16 characters.</summary>
    public const int MostText = 20_000;

    /// <param name="last">Who heard the robot last there: the way back is theirs.</param>
    /// <param name="agent">Whose memory it is; null: the default one's.</param>
    /// <param name="text">What is said.</param>
    /// <param name="now">The time.</param>
    public static NewTurn? Of(Turn last, string? agent, string text, DateTimeOffset now)
    {
        var payload = JsonSerializer.Serialize(
            MadeMessage.InReplyTo(last.Message) with { MsgId = $"{MadeIds.Operator}{Guid.NewGuid():N}:{agent}", CreateAt = now.ToUnixTimeMilliseconds(), Text = new MadeText(text) },
            MadeJson.Default.MadeMessage);
        return RobotMessageReader.Read(payload).Message is { } made ? new NewTurn(last.Account, last.Conversation, now, payload, made) : null;
    }

    public static bool Is(MessageId id) => id.Value.StartsWith(MadeIds.Operator, StringComparison.Ordinal);

    /// <summary>Null: the default agent.</summary>
    public static string? AgentOf(MessageId id) => id.Value.Split(':', 3) is [_, _, { Length: > 0 } agent] ? agent : null;
}
