using System.Globalization;
using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>An outgoing message as the robot's OpenAPI wants it: the name of a template, and its fields as a string of JSON.</summary>
internal readonly record struct MessageParam(string Key, string Json)
{
    public int Bytes => Encoding.UTF8.GetByteCount(Json);

    /// <exception cref="DingTalkApiException">Invalid: DingTalk has no template for it.</exception>
    public static MessageParam Of(RobotOutMessage message) => message switch
    {
        RobotText text => Of("sampleText", ("content", text.Content)),
        RobotMarkdown markdown => Of("sampleMarkdown", ("title", markdown.Title), ("text", markdown.Text)),
        RobotLink link => Of("sampleLink", ("title", link.Title), ("text", link.Text), ("picUrl", link.PictureUrl ?? ""), ("messageUrl", link.MessageUrl)),
        RobotActionCard card => Card(card),
        RobotImage image => Of("sampleImageMsg", ("photoURL", image.PhotoUrl)),
        RobotFile file => Of("sampleFile", ("mediaId", file.MediaId), ("fileName", file.FileName), ("fileType", Ending(file.FileName))),
        RobotAudio audio => Of("sampleAudio", ("mediaId", audio.MediaId), ("duration", Whole(audio.Duration.TotalMilliseconds))),
        RobotVideo video => Of("sampleVideo", ("duration", Whole(video.Duration.TotalSeconds)), ("videoMediaId", video.VideoMediaId), ("videoType", video.VideoType),
            ("picMediaId", video.PictureMediaId), ("height", video.Height?.ToString(CultureInfo.InvariantCulture)), ("width", video.Width?.ToString(CultureInfo.InvariantCulture))),
        _ => throw new ArgumentException($"No wire form for {message.GetType().Name}.", nameof(message)),
    };

    private static MessageParam Card(RobotActionCard card)
    {
        (string, string?)[] head = [("title", card.Title), ("text", card.Text)];
        var buttons = card.Buttons;
        return buttons switch
        {
            [] => throw new DingTalkApiException(DingTalkFault.Invalid, "no_buttons", "an action card needs a button"),
            { Count: > RobotActionCard.MaxOpenApiButtons } => throw new DingTalkApiException(DingTalkFault.Invalid, "too_many_buttons", $"DingTalk has no template for {buttons.Count} buttons; not sent"),
            [var only] => Of("sampleActionCard", [.. head, ("singleTitle", only.Title), ("singleURL", only.Url)]),
            [var left, var right] when card.Orientation == ButtonOrientation.Horizontal => Of("sampleActionCard6",
                [.. head, ("buttonTitle1", left.Title), ("buttonUrl1", left.Url), ("buttonTitle2", right.Title), ("buttonUrl2", right.Url)]),
            _ => Of($"sampleActionCard{buttons.Count}", [.. head, .. buttons.SelectMany((button, i) => Numbered(button, i + 1))]),
        };
    }

    private static (string, string?)[] Numbered(RobotButton button, int number) => [($"actionTitle{number}", button.Title), ($"actionURL{number}", button.Url)];

    private static MessageParam Of(string key, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            if (value is not null) map.Add(name, value);
        return new(key, JsonSerializer.Serialize(map, WireJson.Compact.DictionaryStringString));
    }

    // A length of zero is refused by some clients, and a film of 0.4 s has no whole second.
    private static string Whole(double length) => Math.Clamp(Math.Ceiling(length), 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    private static string Ending(string name) => Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
}
