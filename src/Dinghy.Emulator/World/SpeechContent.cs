namespace Dinghy.Emulator;

/// <summary>What a person sends instead of plain text. Files come from <see cref="DingTalkWorld.AddFile"/>.</summary>
public abstract record SpeechContent
{
    private protected SpeechContent() { }
}

/// <summary>One picture.</summary>
public sealed record PictureContent(MediaFile File) : SpeechContent;

/// <summary>Text and pictures in one message, in their order.</summary>
public sealed record RichTextContent(params IReadOnlyList<RichPart> Parts) : SpeechContent;

/// <summary>A file. Never delivered in groups.</summary>
public sealed record FileContent(MediaFile File) : SpeechContent;

/// <summary>A voice message. Never delivered in groups.</summary>
/// <param name="File">The sound.</param>
/// <param name="Duration">Sent as milliseconds; <c>null</c>: left out, as happens.</param>
/// <param name="Recognition">DingTalk's reading of it; <c>null</c>: left out, as happens.</param>
public sealed record AudioContent(MediaFile File, TimeSpan? Duration = null, string? Recognition = null) : SpeechContent;

/// <summary>A film. Never delivered in groups.</summary>
/// <param name="File">The film.</param>
/// <param name="Duration">Its length; <c>null</c>: left out.</param>
/// <param name="InSeconds">Sent as a string of seconds, as observed, and not as the documented number of milliseconds.</param>
public sealed record VideoContent(MediaFile File, TimeSpan? Duration = null, bool InSeconds = false) : SpeechContent;

/// <summary>A forwarded conversation.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Lines">Who said what.</param>
/// <param name="AsArray">The lines come as a JSON array, and not as a string that holds one: both are observed.</param>
public sealed record ChatRecordContent(string Title, IReadOnlyList<ChatRecordLine> Lines, bool AsArray = false) : SpeechContent;

/// <summary>A line of a forwarded conversation.</summary>
public sealed record ChatRecordLine(string SenderNick, string Content);

/// <summary>A shared document: DingTalk tells its address and nothing else.</summary>
public sealed record DocumentContent(string SpaceId, string FileId) : SpeechContent;

/// <summary>Something that robots cannot receive.</summary>
public sealed record UnknownContent(string Note = "用户发送了一条消息，机器人暂不支持接收。") : SpeechContent;

/// <summary>A part of a rich text: <see cref="Text"/>, <see cref="Picture"/>, or a mention of <see cref="AtName"/>.</summary>
public sealed record RichPart(string? Text = null, MediaFile? Picture = null)
{
    /// <summary>With <see cref="Text"/>: <c>bold</c>, <c>italic</c>, <c>inlineCode</c> or <c>pre</c>; else plain.</summary>
    public string? Style { get; init; }

    /// <summary>Name of a person who is mentioned.</summary>
    public string? AtName { get; init; }

    /// <summary>Staff id of that person.</summary>
    public string? AtUserId { get; init; }
}

/// <summary>How a reply carries what it replies to: clients differ.</summary>
public enum QuoteForm
{
    /// <summary><c>isReplyMsg</c>, <c>repliedMsg</c> and <c>originalMsgId</c>.</summary>
    Replied,

    /// <summary>Only <c>originalMsgId</c>, and <c>originalProcessQueryKey</c> where there is one.</summary>
    IdOnly,

    /// <summary>The old <c>quoteMessage</c>.</summary>
    Legacy,
}
