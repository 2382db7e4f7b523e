using System.Text.Json.Serialization;

namespace Dinghy.DingTalk.Wire;

internal sealed record TokenRequest(string AppKey, string AppSecret);

internal sealed record PersonSend(string RobotCode, IReadOnlyList<string> UserIds, string MsgKey, string MsgParam);

internal sealed record GroupSend(string RobotCode, string OpenConversationId, string MsgKey, string MsgParam);

internal sealed record TextBody(string Content);

internal sealed record MarkdownBody(string Title, string Text);

/// <summary>A session webhook wants <c>msgtype</c> in lower case, and the body under the type's own name.</summary>
internal sealed record WebhookBody([property: JsonPropertyName("msgtype")] string MessageType)
{
    public TextBody? Text { get; init; }

    public MarkdownBody? Markdown { get; init; }
}
