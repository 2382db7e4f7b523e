namespace Dinghy.DingTalk.Stream;

/// <summary>
/// Takes one frame. It is called in arrival order on the receiving loop, so its synchronous part must be short; the rest runs
/// beside the loop. It returns only when the message is safe: the acknowledgement follows. While one socket replaces another,
/// both loops may call at the same time.
/// </summary>
/// <param name="ct">Cancelled two seconds after the client was told to stop.</param>
public delegate ValueTask<StreamReply> StreamHandler(StreamFrame frame, CancellationToken ct);
