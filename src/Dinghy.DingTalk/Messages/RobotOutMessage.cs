namespace Dinghy.DingTalk.Messages;

/// <summary>
/// What the robot says. Text, markdown, action cards and links go by session webhook and by OpenAPI; pictures, files, sounds and films
/// by OpenAPI only: there the webhook client refuses with <see cref="DingTalkFault.Invalid"/> and code <c>no_webhook_form</c>.
/// </summary>
public abstract record RobotOutMessage;

public sealed record RobotText(string Content) : RobotOutMessage
{
    public RobotMentions? At { get; init; }
}

/// <param name="Title">Shown in the chat list and the notification, not in the chat.</param>
public sealed record RobotMarkdown(string Title, string Text) : RobotOutMessage
{
    public RobotMentions? At { get; init; }
}

/// <param name="Title">The card's heading.</param>
/// <param name="MessageUrl">Where a press leads.</param>
/// <param name="PictureUrl">An address, or a media id.</param>
public sealed record RobotLink(string Title, string Text, string MessageUrl, string? PictureUrl = null) : RobotOutMessage;
