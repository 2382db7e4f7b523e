namespace Dinghy.DingTalk.Messages;

public abstract record RobotContent;

/// <summary>Types <c>text</c>, and <c>markdown</c> and <c>reply</c> where they carry a text. Unchanged, possibly empty.</summary>
public sealed record TextContent(string Text) : RobotContent;

/// <summary>At most <see cref="RobotMessageReader.MaxParts"/> parts, in order.</summary>
public sealed record RichTextContent(IReadOnlyList<RichTextPart> Parts) : RobotContent;

public sealed record PictureContent(string? DownloadCode) : RobotContent;

/// <param name="Duration">Sent in milliseconds.</param>
/// <param name="Recognition">DingTalk's own transcript.</param>
public sealed record AudioContent(string? DownloadCode, TimeSpan? Duration, string? Recognition) : RobotContent;

/// <param name="Duration">Documented as a number of milliseconds, observed as a string of seconds; both are read.</param>
/// <param name="VideoType">File ending without a dot: <c>mp4</c>.</param>
public sealed record VideoContent(string? DownloadCode, TimeSpan? Duration, string? VideoType) : RobotContent;

/// <param name="FileId">The drive's entry id, beside <paramref name="SpaceId"/>.</param>
public sealed record FileContent(string? DownloadCode, string? FileName, string? SpaceId, string? FileId) : RobotContent;

/// <summary>A type this library does not read, or no content at all (<see cref="MessageType"/> is then empty).</summary>
public sealed record UnknownContent(string MessageType) : RobotContent;
