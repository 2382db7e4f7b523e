using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Messages;

internal static class RichTextReader
{
    public static List<RichTextPart> Read(JsonElement root, JsonElement content)
    {
        var items = content.Items("richText");
        if (!items.Any()) items = root.Object("richText")?.Items("richTextList") ?? root.Items("richText");
        return [.. items.Take(RobotMessageReader.MaxParts).Select(Part)];
    }

    public static string? Picture(JsonElement item) => item.Filled("downloadCode") ?? item.Filled("pictureDownloadCode");

    // Elements of plain text carry no type; inside quotes they carry msgType and content instead.
    private static RichTextPart Part(JsonElement item)
    {
        var type = item.Filled("type") ?? item.Filled("msgType") ?? (item.Text("text") is null ? "" : "text");
        return type switch
        {
            "text" => new RichTextRun(Run(item) ?? "", Style: null),
            "picture" => new RichTextPicture(Picture(item)),
            "at" => new RichTextMention(item.Text("atName") ?? "", (item.Filled("atUserId") ?? item.Filled("userId")) is { } user ? new StaffId(user) : null),
            "file" or "audio" or "video" => new RichTextMedia(type, item.Filled("downloadCode"), item.Filled("fileName")),
            "emoji" when item.FirstFilled("text", "content", "emojiName", "name") is { } name => new RichTextEmoji(name),
            "skill" when (item.Object("skillData") ?? item) is var skill && skill.FirstFilled("displayName", "name") is { } name => new RichTextSkill(name, skill.Filled("skillId")),
            "bold" or "italic" or "inlineCode" or "pre" => new RichTextRun(Run(item) ?? "", type),
            _ => Run(item) is { Length: > 0 } text ? new RichTextRun(text, type) : new RichTextOther(type),
        };
    }

    private static string? Run(JsonElement item) => item.Text("text") ?? item.Text("content");
}
