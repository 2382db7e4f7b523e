using System.Text.Json.Nodes;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>What a person says to the robot, in the fields DingTalk sends.</summary>
internal sealed record Said
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public string Id { get; init; } = "msg-1";

    public string? Text { get; init; } = "hello";

    public bool Group { get; init; }

    public bool Mentioned { get; init; }

    public string Conversation { get; init; } = "cid-chat==";

    public string? Staff { get; init; } = "staff-1";

    public string? SenderId { get; init; } = "$:LWCP_v1:$sender==";

    public string? SenderCorp { get; init; } = "ding-corp";

    public string? BotCorp { get; init; } = "ding-corp";

    /// <summary>The robot's code.</summary>
    public string? Robot { get; init; }

    public string? Bot { get; init; } = "$:LWCP_v1:$bot==";

    public string Nick { get; init; } = "Ann";

    public string? Webhook { get; init; } = "https://oapi.dingtalk.com/robot/sendBySession?session=s3cr3t";

    public DateTimeOffset WebhookExpires { get; init; } = At.AddMinutes(90);

    public string Type { get; init; } = "text";

    public JsonObject? Content { get; init; }

    public string? ErrorCode { get; init; }

    public static Said InGroup(string text, bool mentioned = true) => new() { Text = text, Group = true, Mentioned = mentioned, Conversation = "cid-group==" };

    public string Payload()
    {
        var json = new JsonObject
        {
            ["msgId"] = Id,
            ["conversationId"] = Conversation,
            ["conversationType"] = Group ? "2" : "1",
            ["createAt"] = At.ToUnixTimeMilliseconds(),
            ["senderNick"] = Nick,
            ["isInAtList"] = Mentioned,
            ["sessionWebhookExpiredTime"] = WebhookExpires.ToUnixTimeMilliseconds(),
            ["msgtype"] = Type,
        };
        Put(json, "senderStaffId", Staff);
        Put(json, "senderId", SenderId);
        Put(json, "senderCorpId", SenderCorp);
        Put(json, "chatbotCorpId", BotCorp);
        Put(json, "chatbotUserId", Bot);
        Put(json, "robotCode", Robot);
        Put(json, "sessionWebhook", Webhook);
        Put(json, "errorCode", ErrorCode);
        if (Content is not null) json["content"] = Content.DeepClone();
        else if (Text is not null) json["text"] = new JsonObject { ["content"] = Text };
        return json.ToJsonString();
    }

    public RobotMessage Message() => RobotMessageReader.Read(Payload()).Message ?? throw new InvalidOperationException("This test's message cannot be read.");

    public Inbound Inbound(AccountConfig? account = null, DateTimeOffset? at = null) => new(account ?? Accounts.Main, Message(), Payload(), at ?? At);

    public NewTurn NewTurn(string account = "main", string conversation = "main/dm/staff-1", DateTimeOffset? at = null) =>
        new(account, conversation, at ?? At, Payload(), Message());

    private static void Put(JsonObject json, string name, string? value)
    {
        if (value is not null) json[name] = value;
    }
}
