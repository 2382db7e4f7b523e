namespace Dinghy.Emulator;

/// <summary>What can go wrong on demand.</summary>
public enum FaultKind
{
    /// <summary>Connection: TCP reset.</summary>
    Drop,

    /// <summary>Connection: the socket stays, nothing is sent or answered any more, not even pongs.</summary>
    HalfOpen,

    /// <summary>Connection: the SYSTEM disconnect frame, then silence, then the end.</summary>
    Disconnect,

    /// <summary>Connection: TCP ends without a Close frame (a client sees 1006).</summary>
    Close1006,

    /// <summary>Pushes go out <see cref="Fault.Delay"/> late.</summary>
    SlowPush,

    /// <summary>A push goes out twice at once, under two frame ids.</summary>
    Duplicate,

    /// <summary>Acknowledgements count as never received.</summary>
    AckLoss,

    /// <summary>connections/open: 401 authFailed.</summary>
    OpenAuthFailed,

    /// <summary>connections/open: 400 systemError.</summary>
    OpenSystemError,

    /// <summary>connections/open: 503 with an HTML page.</summary>
    OpenUnavailable,

    /// <summary>connections/open: no answer.</summary>
    OpenHang,

    /// <summary>The access token is invalid: without times, the present ones are revoked; else the next calls are refused.</summary>
    RefuseToken,

    /// <summary>Asking for a token fails.</summary>
    RefuseTokenRequest,

    /// <summary>Session webhooks: without times, all present ones expire; else the next posts hear so.</summary>
    ExpireWebhook,

    /// <summary>An API answers with the HTTP status <see cref="Fault.Code"/> (500) and nothing happens.</summary>
    HttpStatus,

    /// <summary>The session webhook answers with the errcode <see cref="Fault.Code"/> (-1) and nothing happens.</summary>
    Errcode,

    /// <summary>TCP reset instead of doing what was asked.</summary>
    ResetBefore,

    /// <summary>What was asked is done, then TCP reset instead of the answer: in doubt.</summary>
    ResetAfter,

    /// <summary>An API answers <see cref="Fault.Delay"/> late.</summary>
    Slow,

    /// <summary>A robot API answers 403 QpsLimitForAppkeyAndApi.</summary>
    Throttle,

    /// <summary>A call with a token answers 403 AccessTokenPermissionDenied, or 60011; with <see cref="Fault.Target"/> only calls that need this scope.</summary>
    ScopeMissing,

    /// <summary>A metered API: the monthly allowance is used up, 403 ApiCountLimitForOrg or 90020.</summary>
    ApiQuota,

    /// <summary>A person's message: the monthly allowance of pushes is used up, so it comes without text, with errorCode 20001.</summary>
    PushQuota,

    /// <summary>The caller's address is barred: every call gets the firewall's body, with <see cref="Fault.Message"/> <c>html</c> its page.</summary>
    IpBan,

    /// <summary>The caller's address is not in the application's list: 403 IpNotInWhiteList from connections/open, the token and every robot API.</summary>
    AddressNotAllowed,

    /// <summary>DingTalk's clock, as the Date header of its answers tells it, is <see cref="Fault.Delay"/> ahead.</summary>
    ClockAhead,

    /// <summary>Exchanging a download code: it is wrong or expired.</summary>
    DownloadCodeExpired,

    /// <summary>Getting a file: its address has expired.</summary>
    DownloadUrlExpired,

    /// <summary>Getting a file: half of it comes, then nothing more, and the connection stays.</summary>
    DownloadStalls,

    /// <summary>Getting a file: zeros without end, and no Content-Length.</summary>
    DownloadEndless,

    /// <summary>Getting a file: half of it comes, then a TCP reset.</summary>
    DownloadTruncated,

    /// <summary>Getting a file: 1 KiB every <see cref="Fault.Delay"/>.</summary>
    DownloadSlow,

    /// <summary>Delivering a card: the call succeeds, and the space fails with <see cref="Fault.Message"/>.</summary>
    CardDeliverFailed,

    /// <summary>Streaming to a card: "content is too large", whatever its size.</summary>
    CardContentTooLarge,

    /// <summary>By HTTP: the body is changed after it was signed: members of <see cref="Fault.Message"/>, a JSON object, replace its own; of an encrypted event one character.</summary>
    CallbackAltered,

    /// <summary>By HTTP: signed two hours ago, or <see cref="Fault.Delay"/> when that is more than a second.</summary>
    CallbackStale,

    /// <summary>By HTTP: signed with another secret.</summary>
    CallbackForged,

    /// <summary>By HTTP: of another organisation; an encrypted event is for another application.</summary>
    CallbackWrongCorp,

    /// <summary>By HTTP: an encrypted event whose padding is none.</summary>
    CallbackWrongPadding,

    /// <summary>By HTTP: half of the body.</summary>
    CallbackTruncated,

    /// <summary>By HTTP: <see cref="Fault.Code"/> bytes more (2 MiB).</summary>
    CallbackOversized,

    /// <summary>By HTTP: the very same request twice.</summary>
    CallbackReplayed,

    /// <summary>Getting a file: zeros, as many as <see cref="Fault.Code"/> says (2 GiB), and Content-Length says so.</summary>
    DownloadHuge,
}

/// <summary>A fault switch.</summary>
/// <param name="Kind">What goes wrong.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>How often; <c>null</c>: until cleared, or at once for the kinds of <see cref="ActsAtOnce"/>.</summary>
    public int? Times { get; init; }

    /// <summary>Only this application; <c>null</c>: any.</summary>
    public string? ClientId { get; init; }

    /// <summary>Only this API, by the names of docs/emulator.md, e.g. <c>webhook</c>; <c>null</c>: any that the kind fits.</summary>
    public string? Api { get; init; }

    /// <summary>Only this connection, or this conversation's webhooks, for the kinds that act at once; only this scope, for <see cref="FaultKind.ScopeMissing"/>.</summary>
    public string? Target { get; init; }

    /// <summary>HTTP status, errcode, or number of bytes.</summary>
    public int? Code { get; init; }

    /// <summary>The reason in the disconnect frame, or the errmsg.</summary>
    public string? Message { get; init; }

    /// <summary>For the slow kinds; 1 s unless set.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Without <see cref="Times"/> it acts on what is there now and is over; with it, on the next so many connections, calls or posts.</summary>
    public bool ActsAtOnce => Kind is FaultKind.Drop or FaultKind.HalfOpen or FaultKind.Disconnect or FaultKind.Close1006
        or FaultKind.RefuseToken or FaultKind.ExpireWebhook;
}
