using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

internal sealed partial class FlakyStore
{
    public Task<TurnTrace?> TraceAsync(long turnId, CancellationToken ct) => inner.TraceAsync(turnId, ct);

    public Task<IReadOnlyList<TurnRow>> FindTurnsAsync(string messageId, CancellationToken ct) => inner.FindTurnsAsync(messageId, ct);

    public Task<IReadOnlyList<TurnRow>> ListTurnsAsync(TurnQuery query, CancellationToken ct) => inner.ListTurnsAsync(query, ct);

    public Task<string?> ReadPayloadAsync(long turnId, CancellationToken ct) => inner.ReadPayloadAsync(turnId, ct);

    public Task<string?> ReadAnswerAsync(long turnId, CancellationToken ct) => inner.ReadAnswerAsync(turnId, ct);

    public Task<IReadOnlyList<DeadReply>> ReadDeadAsync(int limit, CancellationToken ct) => inner.ReadDeadAsync(limit, ct);

    public Task<AgainOutcome> ResendAsync(long turnId, string by, DateTimeOffset at, CancellationToken ct) => Try(nameof(ResendAsync), () => inner.ResendAsync(turnId, by, at, ct));

    public Task<AgainOutcome> RetryAsync(long turnId, string by, DateTimeOffset at, CancellationToken ct) => Try(nameof(RetryAsync), () => inner.RetryAsync(turnId, by, at, ct));

    public Task<long?> FindAnsweredAsync(string account, string conversation, IReadOnlyList<string> receipts, (DateTimeOffset From, DateTimeOffset To)? around, CancellationToken ct) =>
        inner.FindAnsweredAsync(account, conversation, receipts, around, ct);

    public Task<IReadOnlyList<Feedback>> ReadFeedbackAsync(FeedbackQuery query, CancellationToken ct) => inner.ReadFeedbackAsync(query, ct);
}
