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

/// <summary>Type <c>interactiveCard</c>: a document shared into the chat, or, inside a quote, somebody's card (then often without any field).</summary>
/// <param name="Url">As it came; opens the document in DingTalk.</param>
/// <param name="FileId">The drive's entry id, beside <paramref name="SpaceId"/>; both from the address.</param>
public sealed record CardContent(string? Title, string? Text, string? Url, string? SpaceId, string? FileId) : RobotContent;

/// <param name="Urls">Where the buttons lead; at most <see cref="RobotMessageReader.MaxParts"/>.</param>
public sealed record ActionCardContent(string? Title, string? Text, IReadOnlyList<string> Urls) : RobotContent;

/// <summary>Messages that a person forwarded as one: at most <see cref="RobotMessageReader.MaxChatRecordLines"/>, in order.</summary>
/// <param name="Summary">DingTalk's own preview; may be all there is.</param>
public sealed record ChatRecordContent(string? Title, string? Summary, IReadOnlyList<ChatRecordLine> Lines) : RobotContent;

/// <param name="Sender">A name where one came, else an id; empty when neither did.</param>
/// <param name="Text">Empty for what is no text.</param>
public sealed record ChatRecordLine(string Sender, string Text, string? MessageType, string? DownloadCode, DateTimeOffset? At);

/// <summary>A type this library does not read, or no content at all (<see cref="MessageType"/> is then empty).</summary>
public sealed record UnknownContent(string MessageType) : RobotContent;
