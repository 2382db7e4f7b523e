using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>A robot message as the OpenAPI takes it: a template's name, and its parameters as a JSON string.</summary>
internal sealed record MsgParam(string Kind, string? Title, string Text)
{
    private const int MaxBytes = 15_000;

    /// <summary>What each template must have, with the code for what is missing.</summary>
    private static readonly Dictionary<string, (string Field, string Code)[]> s_required = new(StringComparer.Ordinal)
    {
        ["sampleText"] = [("content", "contentOfText")],
        ["sampleMarkdown"] = [("title", "markdownTotitle"), ("text", "markdownTotext")],
        ["sampleImageMsg"] = [("photoURL", "photo")],
        ["sampleLink"] = [("title", "link"), ("text", "link"), ("messageUrl", "link")],
        ["sampleActionCard"] = Card("singleTitle", "singleURL"),
        ["sampleActionCard2"] = Card("actionTitle1", "actionURL1", "actionTitle2", "actionURL2"),
        ["sampleActionCard3"] = Card("actionTitle1", "actionURL1", "actionTitle2", "actionURL2", "actionTitle3", "actionURL3"),
        ["sampleActionCard4"] = Card("actionTitle1", "actionURL1", "actionTitle2", "actionURL2", "actionTitle3", "actionURL3", "actionTitle4", "actionURL4"),
        ["sampleActionCard5"] = Card("actionTitle1", "actionURL1", "actionTitle2", "actionURL2", "actionTitle3", "actionURL3", "actionTitle4", "actionURL4", "actionTitle5", "actionURL5"),
        ["sampleActionCard6"] = Card("buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"),
        ["sampleAudio"] = [("mediaId", "audio"), ("duration", "audio")],
        ["sampleFile"] = [("mediaId", "file"), ("fileName", "file"), ("fileType", "file")],
        ["sampleVideo"] = [("duration", "video"), ("videoMediaId", "video"), ("videoType", "video"), ("picMediaId", "video")],
    };

    public static bool TryRead(JsonElement body, out MsgParam message, out ApiAnswer problem)
    {
        message = new MsgParam("", null, "");
        problem = Error("invalidParameter.msgKey.empty", "msgKey is empty");
        if (body.Text("msgKey") is not { Length: > 0 } key) return false;
        problem = Error("invalidParameter.msgKey.invalid", "msgKey is invalid");
        if (!s_required.TryGetValue(key, out var required)) return false;
        problem = Error("invalidParameter.msgParam.invalid", "msgParam is not a JSON string");
        if (body.Text("msgParam") is not { } text) return false;
        problem = Error("invalidParameter.msgParam.tooLong", "msgParam must be no more than 15000 bytes");
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes) return false;
        problem = Error("invalidParameter.msgParam.invalid", "msgParam is not a JSON string");
        if (Parse(text) is not { } param) return false;
        foreach (var (field, code) in required)
        {
            problem = Error("miss.param." + code, $"{field} is missing");
            if (string.IsNullOrEmpty(param.Text(field))) return false;
        }

        message = new MsgParam(key, param.Text("title") ?? param.Text("fileName"), Shown(param));
        return true;
    }

    private static (string, string)[] Card(params string[] buttons) =>
        [("title", "actionCardTotitle"), ("text", "actionCardTotext"), .. buttons.Select(b => (b, "actionCardTo" + b))];

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text, then a line for every link or button.</summary>
    private static string Shown(JsonElement param)
    {
        var text = new StringBuilder(param.Text("content") ?? param.Text("text") ?? "");
        foreach (var (title, url) in new[] { ("singleTitle", "singleURL"), ("title", "messageUrl"), ("photoURL", "photoURL") })
            Link(text, param.Text(title), param.Text(url));
        for (var i = 1; i <= 5; i++)
        {
            Link(text, param.Text($"actionTitle{i}"), param.Text($"actionURL{i}"));
            Link(text, param.Text($"buttonTitle{i}"), param.Text($"buttonUrl{i}"));
        }

        return text.ToString();
    }

    private static void Link(StringBuilder text, string? title, string? url)
    {
        if (title is null || url is null) return;
        if (text.Length > 0) text.Append("\n\n");
        text.Append('[').Append(title).Append("](").Append(url).Append(')');
    }

    private static ApiAnswer Error(string code, string message) => ApiAnswer.Error(400, code, message);
}
