using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

internal sealed partial class FlakyStore
{
    public Task<DateTimeOffset?> UpkeepAsync(string chore, CancellationToken ct) => inner.UpkeepAsync(chore, ct);

    public Task MarkUpkeepAsync(string chore, DateTimeOffset at, CancellationToken ct) => inner.MarkUpkeepAsync(chore, at, ct);

    public Task<int> CutTextsAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.CutTextsAsync(before, limit, ct);

    public Task<int> CutTracesAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.CutTracesAsync(before, limit, ct);

    public Task<int> PruneHistoryAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.PruneHistoryAsync(before, limit, ct);

    public Task<int> PruneSummariesAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.PruneSummariesAsync(before, limit, ct);

    public Task<int> PruneFactsAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.PruneFactsAsync(before, limit, ct);

    public Task<int> PrunePeopleAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.PrunePeopleAsync(before, limit, ct);

    public Task<int> CutAuditAsync(DateTimeOffset before, int limit, DateTimeOffset at, CancellationToken ct) => inner.CutAuditAsync(before, limit, at, ct);

    public Action<string> TalkChanged { set => inner.TalkChanged = value; }

    public Task<IReadOnlyList<Talk>> ListTalksAsync(string? query, long? before, int limit, CancellationToken ct) => inner.ListTalksAsync(query, before, limit, ct);

    public Task<Talk?> FindTalkAsync(string key, CancellationToken ct) => inner.FindTalkAsync(key, ct);

    public Task<IReadOnlyList<TalkEntry>> ReadTalkEntriesAsync(string key, long? before, int limit, CancellationToken ct) => inner.ReadTalkEntriesAsync(key, before, limit, ct);

    public Task ResetTalkAsync(string key, string by, DateTimeOffset at, CancellationToken ct) => inner.ResetTalkAsync(key, by, at, ct);

    public Task SetTalkModelAsync(string key, string? model, string by, DateTimeOffset at, CancellationToken ct) => inner.SetTalkModelAsync(key, model, by, at, ct);

    public Task<Turn?> LastTurnAsync(string conversation, CancellationToken ct) => inner.LastTurnAsync(conversation, ct);

    public Task PauseTalkAsync(Pause pause, CancellationToken ct) => inner.PauseTalkAsync(pause, ct);

    public Task<bool> ProlongPauseAsync(string conversation, DateTimeOffset until, CancellationToken ct) => inner.ProlongPauseAsync(conversation, until, ct);

    public Task<bool> ResumeTalkAsync(string conversation, string by, DateTimeOffset at, CancellationToken ct) => Try(nameof(ResumeTalkAsync), () => inner.ResumeTalkAsync(conversation, by, at, ct));

    public Task<IReadOnlyList<Pause>> ReadPausesAsync(CancellationToken ct) => inner.ReadPausesAsync(ct);

    public Task<IReadOnlyList<PersonRows>> ReadPersonAsync(PersonRecord who, CancellationToken ct) => inner.ReadPersonAsync(who, ct);

    public Task<ErasedRows> ErasePersonAsync(PersonRecord who, long except, string by, DateTimeOffset at, CancellationToken ct) => inner.ErasePersonAsync(who, except, by, at, ct);

    public Task<int> EndCopiedAsync(DateTimeOffset at, CancellationToken ct) => inner.EndCopiedAsync(at, ct);
}
