namespace Dinghy.DingTalk.Webhook;

/// <summary>The headers of a press on a card that comes by HTTP, signed with the secret of <see cref="Cards.CardApi.RegisterCallbackAsync"/>. They do not cover the body.</summary>
public static class CardSign
{
    /// <summary>When it was signed, in milliseconds.</summary>
    public const string TimestampHeader = "x-ddpaas-signature-timestamp";

    /// <summary>The signature.</summary>
    public const string SignatureHeader = "x-ddpaas-signature";

    /// <summary>The signature for a timestamp in milliseconds.</summary>
    public static string Sign(string timestamp, string apiSecret) => SignedTime.Sign(apiSecret, timestamp);

    /// <summary>Compares in constant time. That the timestamp is within an hour of ours is our rule: DingTalk's page names none.</summary>
    public static WebhookFault Verify(string? timestamp, string? signature, string apiSecret, DateTimeOffset now) =>
        SignedTime.Verify(timestamp, signature, apiSecret, timestamp ?? "", now);
}
