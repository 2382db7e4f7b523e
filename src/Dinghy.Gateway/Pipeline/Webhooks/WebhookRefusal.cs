using Dinghy.DingTalk.Webhook;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>Why a call was not taken. <see cref="EncryptedWithoutKey"/> and what follows it are ours to mend: DingTalk's console and this configuration differ.</summary>
internal enum WebhookRefusal
{
    Address, Unsigned, Stale, BadSignature, TooLarge, NoJson, ForeignRobot, ForeignCorp, NoEvent, Unreadable,
    EncryptedWithoutKey, PlainWithKey, OtherKey, OtherApplication, PlainUnsigned,
}

internal static class WebhookRefusals
{
    public static WebhookRefusal Of(WebhookFault fault) => fault switch
    {
        WebhookFault.Missing or WebhookFault.BadTimestamp => WebhookRefusal.Unsigned,
        WebhookFault.Stale => WebhookRefusal.Stale,
        WebhookFault.BadPadding or WebhookFault.BadLength => WebhookRefusal.OtherKey,
        WebhookFault.ForeignOwner => WebhookRefusal.OtherApplication,
        WebhookFault.BadEncoding => WebhookRefusal.Unreadable,
        _ => WebhookRefusal.BadSignature,
    };

    public static bool IsMismatch(this WebhookRefusal refusal) => refusal >= WebhookRefusal.EncryptedWithoutKey;

    /// <summary>What DingTalk hears: nothing of why.</summary>
    public static WebhookAnswer Answer(this WebhookRefusal refusal) => refusal switch
    {
        WebhookRefusal.TooLarge => WebhookAnswer.TooLarge,
        WebhookRefusal.NoJson or WebhookRefusal.NoEvent or WebhookRefusal.Unreadable or WebhookRefusal.EncryptedWithoutKey or WebhookRefusal.PlainWithKey or WebhookRefusal.OtherKey => WebhookAnswer.Unreadable,
        _ => WebhookAnswer.Refused,
    };

    /// <summary>For the operator, both sides named where they differ.</summary>
    public static string Sentence(this WebhookRefusal refusal) => refusal switch
    {
        WebhookRefusal.Address => "the sender's address is not in http.address_list (behind a proxy, http.trusted_proxies must name it)",
        WebhookRefusal.Unsigned => "no signature: not DingTalk's, or a proxy on the way drops the headers timestamp and sign",
        WebhookRefusal.Stale => "signed more than an hour ago or ahead: a replay, or this machine's clock is wrong",
        WebhookRefusal.BadSignature => "the signature is another: forged, or client_secret (messages) or http.token (events) is not the one that DingTalk's console shows",
        WebhookRefusal.TooLarge => "the body is longer than http.max_body_kb",
        WebhookRefusal.NoJson => "the body is no whole JSON object",
        WebhookRefusal.ForeignRobot => "robotCode is another robot's",
        WebhookRefusal.ForeignCorp => "it is of another organisation than corp_id",
        WebhookRefusal.NoEvent => "what was decrypted is no event",
        WebhookRefusal.Unreadable => "the ciphertext is cut off, or none",
        WebhookRefusal.EncryptedWithoutKey => "DingTalk sends encrypted events (its console has an AES key and a token), and http.aes_key or http.token is not set here: copy both, or take the event subscription out of the console",
        WebhookRefusal.PlainWithKey => "DingTalk sends plain events (its console has no AES key), and http.aes_key is set here: set the key in the console too, or remove http.aes_key and http.token",
        WebhookRefusal.OtherKey => "DingTalk's event is signed with http.token and does not decrypt with http.aes_key: the AES key in the console is another",
        WebhookRefusal.OtherApplication => "DingTalk's event is encrypted for another application than client_id (nor is it for corp_id)",
        _ => "a plain event without the headers timestamp and sign: nothing proves that it is DingTalk's; set an AES key and a token, in the console and here",
    };
}
