using System.Text.Json.Nodes;

namespace Dinghy.Scenarios.Lab;

/// <summary>Robot messages written by hand, good but for what a scenario changes.</summary>
internal static class BadMessages
{
    /// <param name="lab">Gives the webhook and the conversation.</param>
    /// <param name="from">A person of the emulator.</param>
    /// <param name="text">The text.</param>
    /// <param name="staffId">Instead of <paramref name="from"/>.</param>
    /// <param name="change">What is wrong with it.</param>
    public static string Text(TestLab lab, string from, string text, string? staffId = null, Action<JsonObject>? change = null)
    {
        var conversation = lab.World.PrivateConversation(from);
        var id = $"msg-{Guid.NewGuid():N}";
        var now = DateTimeOffset.UtcNow;
        var message = new JsonObject
        {
            ["msgId"] = id,
            ["conversationId"] = conversation,
            ["conversationType"] = "1",
            ["senderId"] = $"$:LWCP_v1:${from}",
            ["senderStaffId"] = staffId ?? from,
            ["senderNick"] = from,
            ["senderCorpId"] = "dingcorp0001",
            ["chatbotCorpId"] = "dingcorp0001",
            ["chatbotUserId"] = "$:LWCP_v1:$robot",
            ["createAt"] = now.ToUnixTimeMilliseconds(),
            ["sessionWebhook"] = lab.World.OpenWebhook(conversation, id).AbsoluteUri,
            ["sessionWebhookExpiredTime"] = now.AddMinutes(90).ToUnixTimeMilliseconds(),
            ["robotCode"] = "dingemulator0001",
            ["msgtype"] = "text",
            ["text"] = new JsonObject { ["content"] = text },
        };
        change?.Invoke(message);
        return message.ToJsonString();
    }
}
