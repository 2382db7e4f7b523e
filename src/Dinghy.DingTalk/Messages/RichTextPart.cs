namespace Dinghy.DingTalk.Messages;

public abstract record RichTextPart;

/// <param name="Style"><c>bold</c>, <c>italic</c>, <c>inlineCode</c>, <c>pre</c>, or the type of an element that is new to us and carries text; null when plain.</param>
public sealed record RichTextRun(string Text, string? Style) : RichTextPart;

public sealed record RichTextPicture(string? DownloadCode) : RichTextPart;

public sealed record RichTextMention(string Name, StaffId? User) : RichTextPart;

/// <summary>A file, sound or film inside rich text.</summary>
public sealed record RichTextMedia(string Type, string? DownloadCode, string? FileName) : RichTextPart;

/// <param name="Text">The name that stands for the picture: <c>[微笑]</c>.</param>
public sealed record RichTextEmoji(string Text) : RichTextPart;

/// <summary>A skill that the person chose from the robot's menu.</summary>
public sealed record RichTextSkill(string Name, string? Id) : RichTextPart;

/// <summary>An element this library does not read.</summary>
public sealed record RichTextOther(string Type) : RichTextPart;
