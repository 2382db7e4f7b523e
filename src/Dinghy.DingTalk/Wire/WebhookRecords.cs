using System.Text.Json.Serialization;

namespace Dinghy.DingTalk.Wire;

/// <summary>A session webhook wants <c>msgtype</c> in lower case, and the body under the type's own name.</summary>
internal sealed record WebhookBody([property: JsonPropertyName("msgtype")] string MessageType)
{
    public TextBody? Text { get; init; }

    public MarkdownBody? Markdown { get; init; }

    public LinkBody? Link { get; init; }

    public ActionCardBody? ActionCard { get; init; }

    public AtBody? At { get; init; }
}

internal sealed record LinkBody(string Title, string Text, string MessageUrl, string? PicUrl);

/// <param name="BtnOrientation"><c>0</c> one below the other, <c>1</c> side by side.</param>
internal sealed record ActionCardBody(string Title, string Text, string BtnOrientation)
{
    public string? SingleTitle { get; init; }

    [JsonPropertyName("singleURL")]
    public string? SingleUrl { get; init; }

    public IReadOnlyList<ButtonBody>? Btns { get; init; }
}

internal sealed record ButtonBody(string Title, [property: JsonPropertyName("actionURL")] string ActionUrl);

internal sealed record AtBody(IReadOnlyList<string>? AtUserIds, IReadOnlyList<string>? AtDingtalkIds, bool IsAtAll);

/// <summary>The answer to an encrypted event. Only here the S is a capital.</summary>
internal sealed record EncryptedAnswer([property: JsonPropertyName("msg_signature")] string Signature, string TimeStamp, string Nonce, string Encrypt);
