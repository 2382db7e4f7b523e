using System.Net;

namespace Dinghy.DingTalk;

/// <summary>One failed call to DingTalk. The message is for the operator: it holds DingTalk's own words, no secret and no stack.</summary>
public sealed class DingTalkApiException : Exception
{
    public DingTalkApiException(DingTalkFault fault, string code, string message, Exception? inner = null) : base(message, inner)
    {
        Fault = fault;
        Code = code;
    }

    public DingTalkFault Fault { get; }

    /// <summary>DingTalk's code (<c>InvalidAuthentication</c>, <c>300001</c>, or the sub_code under 88); ours where no answer came (<c>timeout</c>, <c>network</c>…).</summary>
    public string Code { get; }

    /// <summary>Null when no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>DingTalk's id of the call, for its support desk.</summary>
    public string? RequestId { get; init; }

    /// <summary>Scopes to grant in the developer console, when DingTalk names them.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>False: the server may have done what was asked (answer cut, time-out after the request was written, 502, 504).</summary>
    public bool Certain { get; init; } = true;

    /// <summary>How long to wait before the next try, when known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
