using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>A robot message as the OpenAPI takes it: a template's name, and its parameters as a JSON string.</summary>
internal static class MsgParam
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

    public static bool TryRead(JsonElement body, MediaStore media, out MessagePart message, out ApiAnswer problem)
    {
        message = new MessagePart("", null, "");
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

        problem = Error("invalidParameter.param.invalid", "mediaId or fileType is invalid");
        if (!HasItsMedia(key, param, media)) return false;
        message = Read(key, param);
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

    /// <summary>Media ids must be those of uploads of the right type; a picture may be an address as well.</summary>
    private static bool HasItsMedia(string key, JsonElement param, MediaStore media) => key switch
    {
        "sampleImageMsg" => param.Text("photoURL") is { } photo && (IsAddress(photo) || media.Find(photo)?.Type == "image"),
        "sampleAudio" => media.Find(param.Text("mediaId"))?.Type == "voice",
        "sampleFile" => media.Find(param.Text("mediaId")) is not null && MediaTypes.SendableFiles.Contains(param.Text("fileType"), StringComparer.Ordinal),
        "sampleVideo" => media.Find(param.Text("videoMediaId"))?.Type == "video" && media.Find(param.Text("picMediaId"))?.Type == "image",
        _ => true,
    };

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static MessagePart Read(string key, JsonElement param)
    {
        var body = param.Text("content") ?? param.Text("text") ?? param.Text("photoURL") ?? "";
        var mediaId = param.Text("photoURL") ?? param.Text("mediaId") ?? param.Text("videoMediaId");
        var extras = mediaId is null && key != "sampleActionCard6" ? null
            : new BotMessageExtras(body, [], key == "sampleActionCard6", mediaId, param.Text("fileName"), param.Text("duration"));
        return MessagePart.Of(key, param.Text("title") ?? param.Text("fileName"), body, [.. Buttons(param)], extras);
    }

    private static IEnumerable<BotButton> Buttons(JsonElement param)
    {
        var pairs = new List<(string Title, string Url)> { ("singleTitle", "singleURL"), ("title", "messageUrl") };
        for (var i = 1; i <= 5; i++) pairs.AddRange([($"actionTitle{i}", $"actionURL{i}"), ($"buttonTitle{i}", $"buttonUrl{i}")]);
        foreach (var (title, url) in pairs)
        {
            if (param.Text(title) is { } label && param.Text(url) is { } target) yield return new BotButton(label, target);
        }
    }

    private static ApiAnswer Error(string code, string message) => ApiAnswer.Error(400, code, message);
}
