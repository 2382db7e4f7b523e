namespace Dinghy.DingTalk.Wire;

internal sealed record OpenRequest(string ClientId, string ClientSecret, IReadOnlyList<OpenSubscription> Subscriptions, string Ua, string? LocalIp);

internal sealed record OpenSubscription(string Type, string Topic);

internal sealed record AckFrame(int Code, AckHeaders Headers, string Message, string Data);

internal sealed record AckHeaders(string MessageId, string ContentType);

/// <summary>The data of an answer to a ping.</summary>
internal sealed record SystemReply(string? Opaque);
