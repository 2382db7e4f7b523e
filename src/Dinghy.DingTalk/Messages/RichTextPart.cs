namespace Dinghy.DingTalk.Messages;

public abstract record RichTextPart;

/// <param name="Style"><c>bold</c>, <c>italic</c>, <c>inlineCode</c>, <c>pre</c>; null when plain.</param>
public sealed record RichTextRun(string Text, string? Style) : RichTextPart;

public sealed record RichTextPicture(string? DownloadCode) : RichTextPart;

public sealed record RichTextMention(string Name, StaffId? User) : RichTextPart;

/// <summary>A file, sound or film inside rich text.</summary>
public sealed record RichTextMedia(string Type, string? DownloadCode, string? FileName) : RichTextPart;

/// <summary>An element this library does not read (emoji, skill chip…).</summary>
public sealed record RichTextOther(string Type) : RichTextPart;
