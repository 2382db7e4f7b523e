namespace Dinghy.Emulator;

/// <summary>Something the robot said.</summary>
/// <param name="Seq">Number in order of arrival, from 1.</param>
/// <param name="ClientId">The robot's application.</param>
/// <param name="ConversationId">Where it appears.</param>
/// <param name="Road"><c>webhook</c>, <c>oto</c> or <c>group</c>.</param>
/// <param name="Kind">The webhook's msgtype or the OpenAPI's msgKey.</param>
/// <param name="Title">Title, where the kind has one.</param>
/// <param name="Text">What a person reads.</param>
/// <param name="ReceivedAt">Wall clock.</param>
/// <param name="ArrivedAt">Timestamp of the emulator's clock when the request's body was in.</param>
/// <param name="InReplyTo">The msgId whose session webhook carried it; <c>null</c> for the OpenAPI.</param>
/// <param name="Receipt">False when a fault switch kept the answer from the robot: for it the send is in doubt.</param>
public sealed record BotMessage(long Seq, string ClientId, string ConversationId, string Road, string Kind, string? Title, string Text,
    DateTimeOffset ReceivedAt, long ArrivedAt, string? InReplyTo, bool Receipt);
