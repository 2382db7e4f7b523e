using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Messages;

/// <summary>Reads what a message replies to. Where the quote sits, and how it is spelled, depends on the sender's client.</summary>
internal static class QuoteReader
{
    public static QuotedMessage? Read(JsonElement root)
    {
        var original = RobotMessageReader.Id(root, "originalMsgId") is { } id && id != root.Filled("msgId") ? new MessageId(id) : (MessageId?)null;
        var key = RobotMessageReader.Id(root, "originalProcessQueryKey");
        var robot = root.Filled("chatbotUserId");
        var quote = Find(root, robot, depth: 1);
        if (quote is null && original is null && key is null && !SaysSo(root)) return null;

        quote ??= new QuotedMessage();
        return quote with
        {
            Id = quote.Id ?? original,
            OriginalId = original,
            ProcessQueryKey = key,
            FromRobot = quote.SenderId.Length > 0 ? quote.FromRobot : key is not null,
        };
    }

    private static bool SaysSo(JsonElement root) => Places(root).Any(place => place.Flag("isReplyMsg"));

    private static JsonElement[] Places(JsonElement item) => [item.Object("text") ?? default, item.Object("content") ?? default, item];

    private static QuotedMessage? Find(JsonElement item, string? robot, int depth)
    {
        if (depth > RobotMessageReader.MaxQuoteDepth) return null;
        var places = Places(item);
        foreach (var name in new[] { "repliedMsg", "quoteMessage", "quoteContent" })
            foreach (var place in places)
            {
                if (place.Object(name) is { } quoted) return One(quoted, robot, depth);
                if (name == "quoteContent" && place.Filled(name) is { } words) return new QuotedMessage { MessageType = "text", Content = new TextContent(words) };
            }

        return null;
    }

    private static QuotedMessage One(JsonElement item, string? robot, int depth)
    {
        var type = item.FirstFilled("msgType", "msgtype") ?? Guess(item);
        var sender = RobotMessageReader.Id(item, "senderId") ?? "";
        return new QuotedMessage
        {
            Id = RobotMessageReader.Id(item, "msgId") is { } id ? new MessageId(id) : null,
            MessageType = type,
            Content = type.Length > 0 && (item.Get("content") ?? item.Get("text")) is not null ? RobotContentReader.Read(type, item) : null,
            SenderId = sender,
            SenderNick = item.Filled("senderNick"),
            CreatedAt = item.Moment("createdAt") ?? item.Moment("createAt"),
            FromRobot = sender.Length > 0 && sender == robot,
            Quote = Find(item, robot, depth + 1),
        };
    }

    private static string Guess(JsonElement item)
    {
        var content = item.Object("content") ?? default;
        if (content.Items("richText").Any()) return "richText";
        var text = content.FirstFilled("text", "content") ?? item.Object("text")?.Filled("content") ?? item.FirstFilled("text", "content");
        return text is null ? "" : "text";
    }
}
