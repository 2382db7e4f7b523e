namespace Dinghy.DingTalk.Wire;

internal sealed record TokenRequest(string AppKey, string AppSecret);

internal sealed record PersonSend(string RobotCode, IReadOnlyList<string> UserIds, string MsgKey, string MsgParam);

internal sealed record GroupSend(string RobotCode, string OpenConversationId, string MsgKey, string MsgParam);

internal sealed record TextBody(string Content);

internal sealed record MarkdownBody(string Title, string Text);
