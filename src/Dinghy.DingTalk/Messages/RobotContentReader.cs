using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Messages;

/// <summary>The part of a robot message that depends on its type. <c>content</c> may be an object or a string of JSON.</summary>
internal static class RobotContentReader
{
    private const double LongestMilliseconds = 7 * 24 * 3600 * 1000.0;

    public static RobotContent Read(string type, JsonElement root)
    {
        var content = root.Object("content") ?? default;
        return type switch
        {
            "text" => new TextContent(Text(root, content) ?? ""),
            "markdown" or "reply" when Text(root, content) is { } text => new TextContent(text),
            "richText" or "reply" when RichTextReader.Read(root, content) is { Count: > 0 } parts => new RichTextContent(parts),
            "richText" => new RichTextContent([]),
            "picture" => new PictureContent(RichTextReader.Picture(content)),
            "audio" => new AudioContent(content.Filled("downloadCode"), Milliseconds(content.Integer("duration")), content.Filled("recognition")),
            "video" => new VideoContent(content.Filled("downloadCode"), VideoLength(content), content.Filled("videoType")),
            "file" => new FileContent(content.Filled("downloadCode"), content.Filled("fileName"), content.Filled("spaceId"), content.Filled("fileId")),
            "interactiveCard" => Card(content),
            "actionCard" => new ActionCardContent(content.Filled("title"), content.Filled("text"), Urls(content)),
            "chatRecord" => ChatRecordReader.Read(content),
            _ => new UnknownContent(type),
        };
    }

    private static string? Text(JsonElement root, JsonElement content) =>
        root.Object("text")?.Text("content") ?? content.Text("text") ?? content.Text("content") ?? root.Text("text");

    private static CardContent Card(JsonElement content)
    {
        var url = content.Filled("biz_custom_action_url");
        return new(content.Filled("title"), content.FirstFilled("text", "markdown"), url, QueryValue(url, "spaceId"), QueryValue(url, "fileId"));
    }

    private static List<string> Urls(JsonElement content) =>
        [.. content.Items("actionUrlItemList").Take(RobotMessageReader.MaxParts).Select(item => item.Filled("actionUrl")).OfType<string>()];

    private static string? QueryValue(string? url, string name)
    {
        if (url is null || url.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var question)) return null;
        foreach (var pair in url[(question + 1)..].Split('&').Take(100))
            if (pair.StartsWith(name + "=", StringComparison.Ordinal) && Uri.UnescapeDataString(pair[(name.Length + 1)..]) is { Length: > 0 and <= RobotMessageReader.MaxIdLength } value)
                return value;
        return null;
    }

    private static TimeSpan? VideoLength(JsonElement content) =>
        Milliseconds(content.Integer("duration") * (content.Get("duration")?.ValueKind == JsonValueKind.String ? 1000.0 : 1.0));

    private static TimeSpan? Milliseconds(double? value) => value is >= 0 and <= LongestMilliseconds ? TimeSpan.FromMilliseconds(value.Value) : null;
}
