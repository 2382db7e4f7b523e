using System.Text.Json.Serialization;

namespace Dinghy.DingTalk.Wire;

internal sealed record TokenRequest(string AppKey, string AppSecret);

/// <summary>OAuth's names, unlike the rest of the API.</summary>
internal sealed record CorpTokenRequest([property: JsonPropertyName("client_id")] string ClientId, [property: JsonPropertyName("client_secret")] string ClientSecret)
{
    [JsonPropertyName("grant_type")]
    public string GrantType { get; } = "client_credentials";
}

internal sealed record PersonSend(string RobotCode, IReadOnlyList<string> UserIds, string MsgKey, string MsgParam);

internal sealed record GroupSend(string RobotCode, string OpenConversationId, string MsgKey, string MsgParam);

internal sealed record TextBody(string Content);

internal sealed record MarkdownBody(string Title, string Text);
