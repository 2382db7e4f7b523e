using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>A real store whose writes fail while told to: what a full disk looks like from above.</summary>
internal sealed class FlakyStore(IGatewayStore inner) : IGatewayStore
{
    private int _failures;

    /// <summary>Which operation fails, by its method's name.</summary>
    public string Failing { get; set; } = "";

    /// <summary>How often it fails before it works again.</summary>
    public int Failures { get => Volatile.Read(ref _failures); set => Volatile.Write(ref _failures, value); }

    public int Failed { get; private set; }

    public Task<Turn?> AddTurnAsync(NewTurn turn, Action<Turn>? stored, CancellationToken ct) => Try(nameof(AddTurnAsync), () => inner.AddTurnAsync(turn, stored, ct));

    public Task<bool> AddRefusedAsync(RefusedTurn refused, CancellationToken ct) => Try(nameof(AddRefusedAsync), () => inner.AddRefusedAsync(refused, ct));

    public Task CloseTurnAsync(long turnId, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(CloseTurnAsync), async () => { await inner.CloseTurnAsync(turnId, outcome, at, ct); return true; });

    public Task<IReadOnlyList<Turn>> ResumeTurnsAsync(CancellationToken ct) => Try(nameof(ResumeTurnsAsync), () => inner.ResumeTurnsAsync(ct));

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct) => Try(nameof(PruneAsync), () => inner.PruneAsync(before, limit, ct));

    public Task<StoreCounts> CountAsync(CancellationToken ct) => inner.CountAsync(ct);

    public Task<(long ReplyId, long PartId)> AddReplyAsync(NewReply reply, Part? first, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(AddReplyAsync), () => inner.AddReplyAsync(reply, first, at, ct));

    public Task<long> RecordAsync(long replyId, PartResult? result, ReplyProgress progress, Part? next, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(RecordAsync), () => inner.RecordAsync(replyId, result, progress, next, at, ct));

    public Task<IReadOnlyList<(long ReplyId, DateTimeOffset? NextAt)>> OpenRepliesAsync(CancellationToken ct) => Try(nameof(OpenRepliesAsync), () => inner.OpenRepliesAsync(ct));

    public Task<Reply?> LoadReplyAsync(long replyId, CancellationToken ct) => Try(nameof(LoadReplyAsync), () => inner.LoadReplyAsync(replyId, ct));

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string conversation, int limit, CancellationToken ct) => inner.ReadHistoryAsync(conversation, limit, ct);

    public Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, CancellationToken ct) =>
        Try(nameof(ImportHistoryAsync), () => inner.ImportHistoryAsync(conversation, entries, ct));

    public Task PutAttachmentAsync(StoredAttachment attachment, CancellationToken ct) =>
        Try(nameof(PutAttachmentAsync), async () => { await inner.PutAttachmentAsync(attachment, ct); return true; });

    public Task<IReadOnlyList<StoredAttachment>> ReadAttachmentsAsync(long turnId, CancellationToken ct) =>
        Try(nameof(ReadAttachmentsAsync), () => inner.ReadAttachmentsAsync(turnId, ct));

    public Task<IReadOnlySet<long>> RunningTurnsAsync(CancellationToken ct) => Try(nameof(RunningTurnsAsync), () => inner.RunningTurnsAsync(ct));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<T> Try<T>(string name, Func<Task<T>> operation)
    {
        if (Failing != name || Interlocked.Decrement(ref _failures) < 0) return operation();
        Failed++;
        return Task.FromException<T>(new StoreException(StoreFault.Full, "The disk is full."));
    }
}
