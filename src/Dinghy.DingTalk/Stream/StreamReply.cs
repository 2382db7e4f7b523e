using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Stream;

/// <summary>The acknowledgement of a frame.</summary>
/// <param name="Data">JSON text, sent as a string.</param>
public readonly record struct StreamReply(int Code, string Message, string Data)
{
    /// <summary>A callback is safe; its answer goes by HTTP.</summary>
    public static StreamReply Ok => new(200, "OK", """{"response":null}""");

    /// <summary>An event is safe.</summary>
    public static StreamReply EventSuccess => new(200, "OK", """{"status":"SUCCESS","message":"success"}""");

    /// <summary>Push the event again later.</summary>
    public static StreamReply EventLater => new(200, "OK", """{"status":"LATER","message":"try again"}""");

    public static StreamReply Malformed => new(400, "malformed frame", "{}");

    public static StreamReply NotFound => new(404, "no handler for this topic", "{}");

    public static StreamReply Failed => new(500, "the handler failed", "{}");

    /// <summary>The same answer to an HTTP callback: what stands under <c>response</c>, bare.</summary>
    public string ToHttpBody() => LenientJson.TryParse(Data, out var root) && root.Object("response") is { } response ? response.GetRawText() : "{}";
}
