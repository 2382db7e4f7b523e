namespace Dinghy.DingTalk.Messages;

/// <summary>
/// Markdown with buttons. One button makes a card whose whole face is the link. By webhook as many as fit its size; by OpenAPI one to
/// <see cref="MaxOpenApiButtons"/>, and side by side only two: more of them stand one below the other there, whatever was asked.
/// </summary>
/// <param name="Title">Shown in the chat list and the notification.</param>
/// <param name="Text">Markdown.</param>
public sealed record RobotActionCard(string Title, string Text, IReadOnlyList<RobotButton> Buttons, ButtonOrientation Orientation = ButtonOrientation.Vertical) : RobotOutMessage
{
    /// <summary>DingTalk has templates for no more.</summary>
    public const int MaxOpenApiButtons = 5;

    public RobotMentions? At { get; init; }
}

/// <param name="Url">
/// Sent as it is. <c>dtmd://dingtalkclient/sendMessage?content=…</c> (see <see cref="Say"/>) makes a press say something in the presser's name.
/// </param>
public sealed record RobotButton(string Title, string Url)
{
    /// <summary>A press sends <paramref name="words"/> as the person's own message. Seen with many robots, documented nowhere.</summary>
    public static RobotButton Say(string title, string words) => new(title, "dtmd://dingtalkclient/sendMessage?content=" + Uri.EscapeDataString(words));
}

public enum ButtonOrientation { Vertical, Horizontal }
