using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Messages;

/// <summary>No page describes a forwarded chat record, and clients differ: every spelling that was seen is read.</summary>
internal static class ChatRecordReader
{
    private static readonly string[] _lists = ["chatRecord", "records", "messages"];

    public static ChatRecordContent Read(JsonElement content)
    {
        var summary = content.Filled("summary");
        return new(content.Filled("title"), summary is "[]" ? null : summary, [.. Lines(content).Take(RobotMessageReader.MaxChatRecordLines).Select(Line)]);
    }

    private static IEnumerable<JsonElement> Lines(JsonElement content)
    {
        foreach (var name in _lists)
        {
            if (content.Items(name) is var items && items.Any()) return items;
            if (content.Object(name) is not { } wrapped) continue;
            if (_lists.Select(inner => wrapped.Items(inner)).FirstOrDefault(list => list.Any()) is { } inner) return inner;
        }

        return [];
    }

    private static ChatRecordLine Line(JsonElement item)
    {
        if (item.AsText() is { } words) return new("", words, null, null, null);
        var body = item.Get("content") is { ValueKind: JsonValueKind.Object } inner ? inner : default;
        return new(
            item.FirstFilled("senderName", "senderNick", "sender", "senderId") ?? "",
            item.FirstFilled("content", "text", "message", "body") ?? body.FirstFilled("text", "content") ?? "",
            item.FirstFilled("msgType", "msgtype"),
            item.Filled("downloadCode") ?? body.Filled("downloadCode"),
            item.Moment("createAt") ?? item.Moment("createdAt") ?? item.Moment("sendTime"));
    }
}
