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
            "richText" or "reply" when Parts(root, content) is { Count: > 0 } parts => new RichTextContent(parts),
            "richText" => new RichTextContent([]),
            "picture" => new PictureContent(Picture(content)),
            "audio" => new AudioContent(content.Filled("downloadCode"), Milliseconds(content.Integer("duration")), content.Filled("recognition")),
            "video" => new VideoContent(content.Filled("downloadCode"), VideoLength(content), content.Filled("videoType")),
            "file" => new FileContent(content.Filled("downloadCode"), content.Filled("fileName"), content.Filled("spaceId"), content.Filled("fileId")),
            _ => new UnknownContent(type),
        };
    }

    private static string? Text(JsonElement root, JsonElement content) =>
        root.Object("text")?.Text("content") ?? content.Text("text") ?? content.Text("content") ?? root.Text("text");

    private static string? Picture(JsonElement item) => item.Filled("downloadCode") ?? item.Filled("pictureDownloadCode");

    private static List<RichTextPart> Parts(JsonElement root, JsonElement content)
    {
        var items = content.Items("richText");
        if (!items.Any()) items = root.Object("richText")?.Items("richTextList") ?? root.Items("richText");
        return [.. items.Take(RobotMessageReader.MaxParts).Select(Part)];
    }

    // Elements of plain text carry no type; inside quotes they carry msgType and content instead.
    private static RichTextPart Part(JsonElement item)
    {
        var type = item.Filled("type") ?? item.Filled("msgType") ?? (item.Text("text") is null ? "" : "text");
        return type switch
        {
            "text" => new RichTextRun(Run(item), Style: null),
            "bold" or "italic" or "inlineCode" or "pre" => new RichTextRun(Run(item), type),
            "picture" => new RichTextPicture(Picture(item)),
            "at" => new RichTextMention(item.Text("atName") ?? "", (item.Filled("atUserId") ?? item.Filled("userId")) is { } user ? new StaffId(user) : null),
            "file" or "audio" or "video" => new RichTextMedia(type, item.Filled("downloadCode"), item.Filled("fileName")),
            _ => new RichTextOther(type),
        };
    }

    private static string Run(JsonElement item) => item.Text("text") ?? item.Text("content") ?? "";

    private static TimeSpan? VideoLength(JsonElement content) =>
        Milliseconds(content.Integer("duration") * (content.Get("duration")?.ValueKind == JsonValueKind.String ? 1000.0 : 1.0));

    private static TimeSpan? Milliseconds(double? value) => value is >= 0 and <= LongestMilliseconds ? TimeSpan.FromMilliseconds(value.Value) : null;
}
