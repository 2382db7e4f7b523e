namespace Dinghy.DingTalk.Messages;

/// <param name="PhotoUrl">An address that DingTalk's clients can fetch, or a media id (<c>@…</c>).</param>
public sealed record RobotImage(string PhotoUrl) : RobotOutMessage;

/// <param name="MediaId">From <c>MediaClient</c>, kind file.</param>
/// <param name="FileName">With its ending, which names the type; documented are xlsx, pdf, zip, rar, doc and docx.</param>
public sealed record RobotFile(string MediaId, string FileName) : RobotOutMessage;

/// <param name="MediaId">From <c>MediaClient</c>, kind voice: ogg or amr.</param>
/// <param name="Duration">Sent in milliseconds.</param>
public sealed record RobotAudio(string MediaId, TimeSpan Duration) : RobotOutMessage;

/// <param name="VideoMediaId">From <c>MediaClient</c>, kind video: mp4.</param>
/// <param name="Duration">Sent in seconds, rounded up.</param>
/// <param name="PictureMediaId">The still shown before it plays.</param>
public sealed record RobotVideo(string VideoMediaId, TimeSpan Duration, string PictureMediaId) : RobotOutMessage
{
    /// <summary>File ending without a dot.</summary>
    public string VideoType { get; init; } = "mp4";

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }
}
