using System.Text.Json.Serialization;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Inbox;

/// <summary>A message that DingTalk did not bring, in the form in which it would have: what a press or a due schedule stands for. The inbox keeps and reads it like any other.</summary>
internal sealed record MadeMessage
{
    public required string MsgId { get; init; }

    public required string ConversationId { get; init; }

    public required string ConversationType { get; init; }

    public string? ConversationTitle { get; init; }

    public string? SenderId { get; init; }

    public string? SenderStaffId { get; init; }

    public required string SenderNick { get; init; }

    public string? SenderCorpId { get; init; }

    public string? ChatbotCorpId { get; init; }

    public string? ChatbotUserId { get; init; }

    public string? RobotCode { get; init; }

    public bool IsInAtList { get; init; }

    public long CreateAt { get; init; }

    public string? SessionWebhook { get; init; }

    public long? SessionWebhookExpiredTime { get; init; }

    public required string Msgtype { get; init; }

    public required MadeText Text { get; init; }

    /// <summary>Said by the same person in the same chat of the same robot, with no words, no id and no way back yet.</summary>
    public static MadeMessage Beside(RobotMessage message) => new()
    {
        MsgId = "",
        ConversationId = message.Conversation.Value,
        ConversationType = message.Kind == ConversationKind.Group ? "2" : "1",
        ConversationTitle = message.Title,
        SenderId = message.SenderId.Length == 0 ? null : message.SenderId,
        SenderStaffId = message.Sender?.Value,
        SenderNick = message.SenderNick,
        SenderCorpId = message.SenderCorpId,
        ChatbotCorpId = message.ChatbotCorpId,
        ChatbotUserId = message.ChatbotUserId,
        RobotCode = message.RobotCode,
        IsInAtList = message.Kind == ConversationKind.Group,
        Msgtype = "text",
        Text = new MadeText(""),
    };

    /// <summary>The same, with the way back that the message brought.</summary>
    public static MadeMessage InReplyTo(RobotMessage message) => Beside(message) with
    {
        SessionWebhook = message.Webhook?.Url.AbsoluteUri,
        SessionWebhookExpiredTime = message.Webhook?.ExpiresAt.ToUnixTimeMilliseconds(),
    };
}

internal sealed record MadeText(string Content);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MadeMessage))]
internal sealed partial class MadeJson : JsonSerializerContext;
