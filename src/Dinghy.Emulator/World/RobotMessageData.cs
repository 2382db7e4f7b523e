using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Emulator;

/// <summary>The <c>data</c> of a robot message, as DingTalk writes it for text.</summary>
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
    public required TextData Text { get; init; }

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
            // The server takes "@robot" out and leaves the blank behind it.
            Text = new TextData(mentioned ? " " + speech.Text : speech.Text),
        };
    }
}

internal sealed record AtUserData(string DingtalkId, string? StaffId = null);

internal sealed record TextData(string Content);

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
