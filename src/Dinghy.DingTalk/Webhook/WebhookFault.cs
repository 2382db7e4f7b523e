namespace Dinghy.DingTalk.Webhook;

/// <summary>What is wrong with a call that came by HTTP. The caller hears none of it: it is for the operator's log.</summary>
public enum WebhookFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No timestamp, nonce or signature.</summary>
    Missing,

    /// <summary>The timestamp is no count of milliseconds.</summary>
    BadTimestamp,

    /// <summary>The timestamp is more than an hour away from our clock.</summary>
    Stale,

    /// <summary>The signature is another: somebody else's, or the token or secret differs from DingTalk's.</summary>
    BadSignature,

    /// <summary>The ciphertext is no base64, or no whole number of blocks.</summary>
    BadEncoding,

    /// <summary>It decrypts to something that is not padded: the AES key differs from DingTalk's.</summary>
    BadPadding,

    /// <summary>The length inside does not fit what is there.</summary>
    BadLength,

    /// <summary>It is for another application or organisation.</summary>
    ForeignOwner,
}
