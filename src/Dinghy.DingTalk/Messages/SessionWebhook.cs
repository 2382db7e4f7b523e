namespace Dinghy.DingTalk.Messages;

/// <summary>The reply address that came with a message. Its URL is a secret: who has it can write into the conversation.</summary>
public sealed record SessionWebhook(Uri Url, DateTimeOffset ExpiresAt)
{
    /// <summary>True when the address belongs to DingTalk or to one of the configured endpoints; any other host was not set by DingTalk.</summary>
    public bool IsOf(DingTalkEndpoints endpoints) => IsDingTalk(Url) || SameOrigin(Url, endpoints.OApi) || SameOrigin(Url, endpoints.Api);

    public override string ToString() => $"SessionWebhook {{ Host = {Url.Host}, ExpiresAt = {ExpiresAt:O}, Url = *** }}";

    private static bool IsDingTalk(Uri url) => url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.UserInfo.Length == 0
        && (url.Host.EndsWith(".dingtalk.com", StringComparison.Ordinal) || url.Host.EndsWith(".dingtalk.io", StringComparison.Ordinal));

    private static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped, StringComparison.Ordinal) == 0;
}
