namespace Dinghy.DingTalk;

/// <summary>What went wrong, in the classes a caller acts on.</summary>
public enum DingTalkFault
{
    /// <summary>No class is known for the code.</summary>
    Unknown,

    /// <summary>Client id or client secret is wrong.</summary>
    Credentials,

    /// <summary>The access token is missing, expired or revoked.</summary>
    Token,

    /// <summary>A scope is not granted, or the caller's address is not allowed.</summary>
    Permission,

    /// <summary>Too many calls in a short time; wait and repeat.</summary>
    Throttled,

    /// <summary>DingTalk bars this machine's address for some minutes: no call of any application gets through until <see cref="DingTalkApiException.RetryAfter"/> is over.</summary>
    Banned,

    /// <summary>The organisation's monthly allowance is used up.</summary>
    QuotaExceeded,

    /// <summary>DingTalk is busy or broken; repeat later.</summary>
    Busy,

    /// <summary>The session webhook lives no longer.</summary>
    WebhookExpired,

    /// <summary>The request is not acceptable as it stands: repeating it is pointless.</summary>
    Invalid,

    /// <summary>Content, policy or a stopped robot.</summary>
    Refused,

    /// <summary>The person, conversation or API does not exist.</summary>
    NotFound,

    /// <summary>What was to be made is there already under the same id: an earlier call, perhaps one in doubt, made it.</summary>
    Exists,

    /// <summary>No connection, or it broke.</summary>
    Network,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>An answer that is not DingTalk's: HTML, empty, cut or too large.</summary>
    BadResponse,
}
