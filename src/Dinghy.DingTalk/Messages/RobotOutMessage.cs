namespace Dinghy.DingTalk.Messages;

/// <summary>What the robot says; the same shapes go by session webhook and by OpenAPI.</summary>
public abstract record RobotOutMessage;

public sealed record RobotText(string Content) : RobotOutMessage;

/// <param name="Title">Shown in the chat list and the notification, not in the chat.</param>
public sealed record RobotMarkdown(string Title, string Text) : RobotOutMessage;
