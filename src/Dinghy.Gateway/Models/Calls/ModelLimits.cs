namespace Dinghy.Gateway.Models;

/// <summary>What one model call may cost us. Reaching a bound ends the call with a fault that names it.</summary>
internal static class ModelLimits
{
    /// <summary>Bytes of an error body that are read; the rest is left unread.</summary>
    public const int ErrorBody = 64 * 1024;

    /// <summary>Bytes of one server-sent event, all its lines together.</summary>
    public const int Event = 1024 * 1024;

    /// <summary>UTF-8 bytes of one answer, reasoning included.</summary>
    public const int Answer = 4 * 1024 * 1024;

    /// <summary>Bytes of an answer that came as one JSON body: twice the text, for its escapes.</summary>
    public const int WholeBody = 2 * Answer;

    /// <summary>A call that drips tokens for longer than this has failed too.</summary>
    public static readonly TimeSpan Call = TimeSpan.FromMinutes(15);

    /// <summary>How long a finished answer waits for its token counts and end mark; it is whole without them.</summary>
    public static readonly TimeSpan Tail = TimeSpan.FromSeconds(2);
}
