namespace Dinghy.Gateway.Storage;

/// <summary>Somebody read or took back a message of the robot.</summary>
/// <param name="Account">Whose robot.</param>
/// <param name="EventId">DingTalk's; the same in every redelivery.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Receipt">As <see cref="PartResult.Receipt"/>.</param>
/// <param name="Staff">Who did it; null for people of other organisations.</param>
/// <param name="At">DingTalk's clock, else ours.</param>
internal sealed record SentEvent(string Account, string EventId, SentEventKind Kind, string Receipt, string? Staff, DateTimeOffset At);

internal enum SentEventKind { Read, Recalled }
