using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Messages;

/// <summary>Reads a robot message from the JSON text in a frame's <c>data</c> or an HTTP callback's body. Never throws.</summary>
public static class RobotMessageReader
{
    /// <summary>Mentions kept of one message; the rest is dropped.</summary>
    public const int MaxAtUsers = 1000;

    /// <summary>Rich text elements kept of one message; the rest is dropped.</summary>
    public const int MaxParts = 2000;

    /// <summary>Lines kept of one forwarded chat record; the rest is dropped.</summary>
    public const int MaxChatRecordLines = 1000;

    /// <summary>A quote inside a quote, and so on: levels kept.</summary>
    public const int MaxQuoteDepth = 3;

    /// <summary>Longest id taken, in characters; a longer one makes the message malformed (<c>bad_…</c>).</summary>
    public const int MaxIdLength = 512;

    private static readonly TimeSpan _webhookLife = TimeSpan.FromMinutes(90);

    public static RobotMessageReading Read(string data)
    {
        if (!LenientJson.TryParse(data, out var root)) return RobotMessageReading.Bad("json");
        if (root.ValueKind != JsonValueKind.Object) return RobotMessageReading.Bad("not_object");

        var id = Id(root, "msgId") is { } value ? new MessageId(value) : (MessageId?)null;
        return Fault(root) is { } reason ? RobotMessageReading.Bad(reason, id) : RobotMessageReading.Of(Message(root, id!.Value));
    }

    private static string? Fault(JsonElement root)
    {
        if (IdFault(root, "msgId") is { } noId) return noId;
        if (IdFault(root, "conversationId") is { } noChat) return noChat;
        if (root.Filled("conversationType") is not { } kind) return "missing_conversationType";
        if (kind is not ("1" or "2")) return "bad_conversationType";
        if (Id(root, "senderId") is null && Id(root, "senderStaffId") is null) return IdFault(root, "senderId");
        if (root.Filled("msgtype") is null && root.Filled("errorCode") is null && root.Filled("errCode") is null) return "missing_msgtype";
        return null;
    }

    private static RobotMessage Message(JsonElement root, MessageId id)
    {
        var createdAt = root.Moment("createAt") ?? root.Moment("createA") ?? DateTimeOffset.UnixEpoch;
        var type = root.Text("msgtype") ?? "";
        return new RobotMessage
        {
            Id = id,
            CreatedAt = createdAt,
            Conversation = new(Id(root, "conversationId")!),
            Kind = root.Text("conversationType") == "1" ? ConversationKind.Private : ConversationKind.Group,
            Title = root.Filled("conversationTitle"),
            IsInAtList = root.Flag("isInAtList"),
            AtUsers = [.. root.Items("atUsers").Take(MaxAtUsers).Select(user => new AtUser(user.Filled("dingtalkId"), Staff(user, "staffId")))],
            SenderId = Id(root, "senderId") ?? (IsOutsider(root) ? $"{root.Filled("senderCorpId")}:{Id(root, "senderStaffId")}" : ""),
            Sender = IsOutsider(root) ? null : Staff(root, "senderStaffId"),
            SenderCorpId = root.Filled("senderCorpId"),
            SenderNick = root.Text("senderNick") ?? "",
            IsAdmin = root.Flag("isAdmin"),
            ChatbotCorpId = root.Filled("chatbotCorpId"),
            ChatbotUserId = root.Filled("chatbotUserId"),
            RobotCode = root.Filled("robotCode"),
            Webhook = Webhook(root, createdAt),
            MessageType = type,
            Content = RobotContentReader.Read(type, root),
            Quote = QuoteReader.Read(root),
            ErrorCode = root.Filled("errorCode") ?? root.Filled("errCode"),
            ErrorMessage = root.Filled("errorMessage") ?? root.Filled("errMsg"),
        };
    }

    // The expiry has always come; should it stop coming, 90 minutes is what it always said.
    /// <summary>A staff id is one within its own organisation; in the robot's it may be somebody else's.</summary>
    private static bool IsOutsider(JsonElement root) => root.Filled("senderCorpId") is { } corp && root.Filled("chatbotCorpId") is { } home && corp != home;

    private static SessionWebhook? Webhook(JsonElement root, DateTimeOffset createdAt) =>
        Uri.TryCreate(root.Text("sessionWebhook"), UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? new(url, root.Moment("sessionWebhookExpiredTime") ?? createdAt + _webhookLife)
            : null;

    internal static StaffId? Staff(JsonElement item, string name) => Id(item, name) is { } value ? new StaffId(value) : null;

    internal static string? Id(JsonElement item, string name) => item.Filled(name) is { Length: <= MaxIdLength } value ? value : null;

    private static string? IdFault(JsonElement root, string name) =>
        Id(root, name) is not null ? null : (root.Get(name) is null || root.Text(name) is "" ? "missing_" : "bad_") + name;
}
