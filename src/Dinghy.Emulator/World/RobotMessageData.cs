using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Dinghy.Emulator;

/// <summary>The <c>data</c> of a robot message, as DingTalk writes it.</summary>
internal sealed record RobotMessageData
{
    public required string SenderPlatform { get; init; }
    public required string ConversationId { get; init; }
    public IReadOnlyList<AtUserData>? AtUsers { get; init; }
    public required string ChatbotCorpId { get; init; }
    public required string ChatbotUserId { get; init; }
    public required string OpenThreadId { get; init; }
    public required string MsgId { get; init; }
    public required string SenderNick { get; init; }
    public required bool IsAdmin { get; init; }
    public string? SenderStaffId { get; init; }
    public required string SenderCorpId { get; init; }
    public required string SenderId { get; init; }
    public required string ConversationType { get; init; }
    public string? ConversationTitle { get; init; }
    public bool? IsInAtList { get; init; }
    public required long CreateAt { get; init; }
    public required long SessionWebhookExpiredTime { get; init; }
    public required string SessionWebhook { get; init; }
    public required string RobotCode { get; init; }
    public required string Msgtype { get; init; }
    public TextData? Text { get; init; }
    public JsonNode? Content { get; init; }
    public string? OriginalMsgId { get; init; }
    public string? OriginalProcessQueryKey { get; init; }
    public JsonObject? QuoteMessage { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }

    public static RobotMessageData From(EmulatedApp app, Person person, Place place, Speech speech, WebhookSession session, string msgId, DateTimeOffset now)
    {
        var robot = Ids.DingTalkId("robot|" + app.ClientId);
        var mentioned = place.Group is not null && speech.Mention;
        return new RobotMessageData
        {
            SenderPlatform = "Mac",
            ConversationId = place.ConversationId,
            AtUsers = mentioned ? [new AtUserData(robot)] : null,
            ChatbotCorpId = app.CorpId,
            ChatbotUserId = robot,
            OpenThreadId = place.ConversationId,
            MsgId = msgId,
            SenderNick = person.Nick,
            IsAdmin = person.Admin,
            SenderStaffId = person.External ? null : person.StaffId,
            SenderCorpId = person.External ? "dingcorp-elsewhere" : app.CorpId,
            SenderId = Ids.DingTalkId(person.StaffId),
            ConversationType = place.Group is null ? "1" : "2",
            ConversationTitle = place.Group?.Title,
            IsInAtList = place.Group is null ? null : speech.Mention,
            CreateAt = now.ToUnixTimeMilliseconds(),
            SessionWebhookExpiredTime = session.ExpiresAt.ToUnixTimeMilliseconds(),
            SessionWebhook = session.Url.AbsoluteUri,
            RobotCode = app.RobotCode,
            Msgtype = "text",
        };
    }

    /// <summary>With what was said, and what it replies to.</summary>
    public RobotMessageData With(Speech speech, ContentJson contents, Quoted? quoted)
    {
        if (speech.OverQuota) return this with { ErrorCode = "20001", ErrorMessage = "当前组织的Webhook和Stream推送次数已用完" };
        var message = quoted is null ? this : this with
        {
            OriginalMsgId = quoted.MsgId,
            OriginalProcessQueryKey = quoted.ProcessQueryKey,
            QuoteMessage = speech.QuoteForm == QuoteForm.Legacy ? Legacy(quoted) : null,
        };
        var replied = quoted is not null && speech.QuoteForm == QuoteForm.Replied ? Replied(quoted) : null;
        if (speech.Content is null)
        {
            // The server takes "@robot" out and leaves the blank behind it.
            var text = IsInAtList == true ? " " + speech.Text : speech.Text;
            return message with { Text = new TextData(text) { IsReplyMsg = replied is null ? null : true, RepliedMsg = replied } };
        }

        var (type, content) = contents.Message(speech.Content);
        if (replied is not null)
        {
            content["isReplyMsg"] = true;
            content["repliedMsg"] = replied;
        }

        return message with { Msgtype = type, Content = speech.ContentAsText ? ContentJson.AsText(content) : content };
    }

    /// <summary>Note the spelling: msgType and createdAt here, msgtype and createAt outside.</summary>
    private static JsonObject Replied(Quoted quoted)
    {
        var json = new JsonObject
        {
            ["msgType"] = quoted.MsgType, ["msgId"] = quoted.MsgId, ["senderId"] = quoted.SenderId, ["createdAt"] = quoted.At.ToUnixTimeMilliseconds(),
        };
        if (quoted.Content is not null) json["content"] = quoted.Content;
        return json;
    }

    private static JsonObject Legacy(Quoted quoted)
    {
        var json = new JsonObject { ["msgId"] = quoted.MsgId, ["msgtype"] = quoted.MsgType, ["senderId"] = quoted.SenderId, ["senderNick"] = quoted.Nick };
        if (quoted.Content?["text"] is { } text) json["text"] = new JsonObject { ["content"] = text.DeepClone() };
        return json;
    }
}

internal sealed record AtUserData(string DingtalkId, string? StaffId = null);

internal sealed record TextData(string Content)
{
    public bool? IsReplyMsg { get; init; }
    public JsonObject? RepliedMsg { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RobotMessageData))]
internal sealed partial class RobotMessageJson : JsonSerializerContext;

internal static class RobotMessageText
{
    // Chinese stays as it is.
    private static readonly RobotMessageJson s_relaxed = new(new JsonSerializerOptions(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(RobotMessageData message) => JsonSerializer.Serialize(message, s_relaxed.RobotMessageData);
}
