using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

/// <summary>Contents as they stand in a robot message, and, spelt differently, in the quote of one.</summary>
/// <param name="code">Issues a download code.</param>
internal sealed class ContentJson(Func<MediaFile, string> code)
{
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public (string MsgType, JsonObject Content) Message(SpeechContent content) => content switch
    {
        PictureContent picture => ("picture", Picture(picture.File)),
        RichTextContent rich => ("richText", new JsonObject { ["richText"] = Array(rich.Parts.Select(Part)) }),
        FileContent file => ("file", File(file.File)),
        AudioContent audio => ("audio", Audio(audio)),
        VideoContent video => ("video", Video(video, Length(video))),
        ChatRecordContent record => ("chatRecord", Record(record)),
        DocumentContent document => ("interactiveCard", new JsonObject { ["biz_custom_action_url"] = Url(document) }),
        UnknownContent unknown => ("unknownMsgType", new JsonObject { ["unknownMsgType"] = unknown.Note }),
        _ => throw new ArgumentException($"Unknown content {content.GetType().Name}.", nameof(content)),
    };

    /// <summary>Content is <c>null</c> where DingTalk gives none.</summary>
    public (string MsgType, JsonObject? Content) Quoted(SpeechContent? content, string text) => content switch
    {
        null => ("text", new JsonObject { ["text"] = text }),
        PictureContent picture => ("picture", new JsonObject { ["downloadCode"] = code(picture.File) }),
        RichTextContent rich => ("richText", new JsonObject { ["richText"] = Array(rich.Parts.Select(QuotedPart)) }),
        FileContent file => ("file", File(file.File)),
        AudioContent audio => ("audio", new JsonObject { ["duration"] = Text(audio.Duration?.TotalMilliseconds), ["downloadCode"] = code(audio.File) }),
        VideoContent video => ("video", Video(video, Text(video.Duration?.TotalSeconds))),
        ChatRecordContent => ("chatRecord", null),
        DocumentContent document => ("interactiveCard", new JsonObject { ["biz_custom_action_url"] = Url(document) }),
        _ => ("unknownMsgType", null),
    };

    /// <summary>As a JSON text, Chinese as it is.</summary>
    public static string AsText(JsonNode node) => node.ToJsonString(s_relaxed);

    private JsonObject Picture(MediaFile file)
    {
        var given = code(file);
        return new JsonObject { ["downloadCode"] = given, ["pictureDownloadCode"] = given };
    }

    private JsonObject File(MediaFile file) => new()
    {
        ["spaceId"] = "24310000000", ["fileName"] = file.Name, ["downloadCode"] = code(file), ["fileId"] = Ids.Number(file.Id),
    };

    private JsonObject Audio(AudioContent audio)
    {
        var json = new JsonObject { ["downloadCode"] = code(audio.File) };
        if (audio.Duration is { } duration) json["duration"] = (long)duration.TotalMilliseconds;
        if (audio.Recognition is { } recognition) json["recognition"] = recognition;
        return json;
    }

    private JsonObject Video(VideoContent video, JsonNode? duration)
    {
        var json = new JsonObject { ["downloadCode"] = code(video.File), ["videoType"] = Path.GetExtension(video.File.Name).TrimStart('.') };
        if (duration is not null) json["duration"] = duration;
        return json;
    }

    private static JsonNode? Length(VideoContent video) => video switch
    {
        { Duration: null } => null,
        { InSeconds: true } => Text(video.Duration.Value.TotalSeconds),
        _ => (JsonNode)(long)video.Duration.Value.TotalMilliseconds,
    };

    private static JsonObject Record(ChatRecordContent record)
    {
        var lines = Array(record.Lines.Select(JsonNode (l) => new JsonObject { ["senderNick"] = l.SenderNick, ["content"] = l.Content }));
        return new JsonObject { ["title"] = record.Title, ["summary"] = "[]", ["chatRecord"] = record.AsArray ? lines : AsText(lines) };
    }

    private JsonNode Part(RichPart part) => part switch
    {
        { Picture: { } file } => new JsonObject { ["type"] = "picture", ["downloadCode"] = code(file), ["pictureDownloadCode"] = code(file) },
        { AtName: { } name } => new JsonObject { ["type"] = "at", ["atName"] = name, ["atUserId"] = part.AtUserId },
        { Style: { } style } => new JsonObject { ["type"] = style, ["text"] = part.Text },
        _ => new JsonObject { ["text"] = part.Text },
    };

    private JsonNode QuotedPart(RichPart part) => part switch
    {
        { Picture: { } file } => new JsonObject { ["msgType"] = "picture", ["downloadCode"] = code(file) },
        { AtName: { } name } => new JsonObject { ["type"] = "at", ["atName"] = name },
        _ => new JsonObject { ["msgType"] = "text", ["content"] = part.Text },
    };

    private static JsonArray Array(IEnumerable<JsonNode> items) => [.. items];

    private static JsonNode? Text(double? number) => number is { } given ? ((long)given).ToString(CultureInfo.InvariantCulture) : null;

    private static string Url(DocumentContent document) =>
        $"dingtalk://dingtalkclient/page/yunpan?route=previewDentry&spaceId={Uri.EscapeDataString(document.SpaceId)}&fileId={Uri.EscapeDataString(document.FileId)}&type=file";
}
