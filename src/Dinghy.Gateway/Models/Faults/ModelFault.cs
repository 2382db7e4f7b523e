namespace Dinghy.Gateway.Models;

/// <summary>Why a model gave no whole answer. Each has its own sentence for the person and its own remedy for the operator.</summary>
internal enum ModelFault
{
    /// <summary>No connection: name, route, port, TLS or proxy.</summary>
    Unreachable,

    /// <summary>Connected, but no token came in the time allowed.</summary>
    Timeout,

    /// <summary>The key is wrong, missing, or not allowed to do this.</summary>
    Credentials,

    /// <summary>The account has no money or no allowance left; waiting a minute does not help.</summary>
    Quota,

    /// <summary>Too many requests or tokens a minute; waiting helps.</summary>
    RateLimited,

    /// <summary>The provider's content inspection refused the question or the answer.</summary>
    Filtered,

    /// <summary>The conversation does not fit into the model's window.</summary>
    ContextTooLong,

    /// <summary>The provider did not accept the request as we wrote it.</summary>
    BadRequest,

    /// <summary>The host or this model takes no tools, or not ours.</summary>
    NoTools,

    /// <summary>No such model, or no such path, at this address.</summary>
    UnknownModel,

    /// <summary>The provider failed by its own account.</summary>
    ServerError,

    /// <summary>What came back is not an answer in this protocol, or is past a bound of ours.</summary>
    BadResponse,

    /// <summary>The answer began, or should have, and ended before its end mark.</summary>
    Cut,
}
