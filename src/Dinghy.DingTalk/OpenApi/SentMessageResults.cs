using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.OpenApi;

/// <param name="Recalled">Receipts of the messages that are gone.</param>
/// <param name="Failed">Receipt to DingTalk's reason; a receipt in neither list was not spoken of.</param>
public sealed record RecallResult(IReadOnlyList<string> Recalled, IReadOnlyDictionary<string, string> Failed);

/// <param name="ReadBy">At most <see cref="SentMessageApi.MaxReaders"/>.</param>
/// <param name="NextToken">For the next page; null when this was the last.</param>
public sealed record ReadStatus(SendState State, IReadOnlyList<StaffId> ReadBy, string? NextToken);

public enum SendState { Unknown, Sent, Processing, Recalled }
