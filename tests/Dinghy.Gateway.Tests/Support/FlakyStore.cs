using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>A real store whose writes fail while told to: what a full disk looks like from above.</summary>
internal sealed partial class FlakyStore(IGatewayStore inner) : IGatewayStore
{
    private int _failures;
    private Task? _meetingWaitsFor;

    /// <summary>Which operation fails, by its method's name.</summary>
    public string Failing { get; set; } = "";

    /// <summary>How often it fails before it works again.</summary>
    public int Failures { get => Volatile.Read(ref _failures); set => Volatile.Write(ref _failures, value); }

    public int Failed { get; private set; }

    /// <summary>What usage is written waits for this before it reaches the disk; null: nothing.</summary>
    public Task? UsageWaitsFor { get; set; }

    /// <summary>The next robot that is met waits for this; null: for nothing.</summary>
    public Task? MeetingWaitsFor { set => _meetingWaitsFor = value; }

    public Task<Turn?> AddTurnAsync(NewTurn turn, Action<Turn>? stored, CancellationToken ct) => Try(nameof(AddTurnAsync), () => inner.AddTurnAsync(turn, stored, ct));

    public Task<bool> AddRefusedAsync(RefusedTurn refused, CancellationToken ct) => Try(nameof(AddRefusedAsync), () => inner.AddRefusedAsync(refused, ct));

    public Task CloseTurnAsync(long turnId, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(CloseTurnAsync), async () => { await inner.CloseTurnAsync(turnId, outcome, at, ct); return true; });

    public Task EndQuietlyAsync(long turnId, TurnOutcome outcome, IReadOnlyList<HistoryEntry> remember, TurnRun? run, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(EndQuietlyAsync), async () => { await inner.EndQuietlyAsync(turnId, outcome, remember, run, at, ct); return true; });

    public Task<bool> IsOpenAsync(long turnId, CancellationToken ct) => Try(nameof(IsOpenAsync), () => inner.IsOpenAsync(turnId, ct));

    public Task<IReadOnlyList<Turn>> ReplyingTurnsAsync(string conversation, CancellationToken ct) => inner.ReplyingTurnsAsync(conversation, ct);

    public Task<IReadOnlyList<Turn>> ResumeTurnsAsync(CancellationToken ct) => Try(nameof(ResumeTurnsAsync), () => inner.ResumeTurnsAsync(ct));

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct) => Try(nameof(PruneAsync), () => inner.PruneAsync(before, limit, ct));

    public Task<int> ForgetSettingsAsync(DateTimeOffset before, int limit, CancellationToken ct) => inner.ForgetSettingsAsync(before, limit, ct);

    public Task<int> ForgetNoticesAsync(DateOnly day, DateTimeOffset thresholds, int limit, CancellationToken ct) => inner.ForgetNoticesAsync(day, thresholds, limit, ct);

    public Task<StoreCounts> CountAsync(CancellationToken ct) => inner.CountAsync(ct);

    public Task<AddedReply> AddReplyAsync(NewReply reply, Part? first, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(AddReplyAsync), () => inner.AddReplyAsync(reply, first, at, ct));

    public Task<long> RecordAsync(long replyId, PartResult? result, ReplyProgress progress, Part? next, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(RecordAsync), () => inner.RecordAsync(replyId, result, progress, next, at, ct));

    public Task<IReadOnlyList<(long ReplyId, DateTimeOffset? NextAt)>> OpenRepliesAsync(CancellationToken ct) => Try(nameof(OpenRepliesAsync), () => inner.OpenRepliesAsync(ct));

    public Task BreakOffReplyAsync(long replyId, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(BreakOffReplyAsync), async () => { await inner.BreakOffReplyAsync(replyId, outcome, at, ct); return true; });

    public Task<Reply?> LoadReplyAsync(long replyId, CancellationToken ct) => Try(nameof(LoadReplyAsync), () => inner.LoadReplyAsync(replyId, ct));

    public Task PutStepsAsync(long turnId, IReadOnlyList<StoredStep> steps, CancellationToken ct) =>
        Try(nameof(PutStepsAsync), async () => { await inner.PutStepsAsync(turnId, steps, ct); return true; });

    public Task<IReadOnlyList<StoredStep>> ReadStepsAsync(long turnId, CancellationToken ct) => Try(nameof(ReadStepsAsync), () => inner.ReadStepsAsync(turnId, ct));

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string conversation, int limit, CancellationToken ct) => inner.ReadHistoryAsync(conversation, limit, ct);

    public Task<IReadOnlyList<HistoryEntry>> ReadTalkAsync(string conversation, long after, int entries, int chars, CancellationToken ct) =>
        inner.ReadTalkAsync(conversation, after, entries, chars, ct);

    public Task<bool> CompactAsync(Compaction compaction, DateTimeOffset at, CancellationToken ct) => Try(nameof(CompactAsync), () => inner.CompactAsync(compaction, at, ct));

    public Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, CancellationToken ct) =>
        Try(nameof(ImportHistoryAsync), () => inner.ImportHistoryAsync(conversation, entries, ct));

    public Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, string? summary, CancellationToken ct) =>
        Try(nameof(ImportHistoryAsync), () => inner.ImportHistoryAsync(conversation, entries, summary, ct));

    public Task AwaitGroupAsync(string conversation, CancellationToken ct) => inner.AwaitGroupAsync(conversation, ct);

    public Task<IReadOnlyList<HistoryEntry>> ReadAllHistoryAsync(string conversation, int limit, CancellationToken ct) => inner.ReadAllHistoryAsync(conversation, limit, ct);

    public Task<(Session Session, PersonSettings Person)> ReadSessionAsync(string conversation, string account, string person, CancellationToken ct) =>
        Try(nameof(ReadSessionAsync), () => inner.ReadSessionAsync(conversation, account, person, ct));

    public Task<(UseTotal Conversation, UseTotal Person)> SumUseAsync(string conversation, string account, string person, DateTimeOffset since, CancellationToken ct) =>
        inner.SumUseAsync(conversation, account, person, since, ct);


    public Task<IReadOnlyList<Turn>> EarlierTurnsAsync(string conversation, long beforeTurnId, int limit, CancellationToken ct) =>
        inner.EarlierTurnsAsync(conversation, beforeTurnId, limit, ct);

    public Task PutAttachmentAsync(StoredAttachment attachment, CancellationToken ct) =>
        Try(nameof(PutAttachmentAsync), async () => { await inner.PutAttachmentAsync(attachment, ct); return true; });

    public Task<IReadOnlyList<StoredAttachment>> ReadAttachmentsAsync(long turnId, CancellationToken ct) =>
        Try(nameof(ReadAttachmentsAsync), () => inner.ReadAttachmentsAsync(turnId, ct));

    public Task<IReadOnlySet<long>> RunningTurnsAsync(CancellationToken ct) => Try(nameof(RunningTurnsAsync), () => inner.RunningTurnsAsync(ct));

    public Task MergeAsync(long replyId, string text, IReadOnlyList<long> others, CancellationToken ct) =>
        Try(nameof(MergeAsync), async () => { await inner.MergeAsync(replyId, text, others, ct); return true; });

    public Task<IReadOnlyList<(Turn Turn, DateTimeOffset At)>> RecentMessagesAsync(DateTimeOffset since, CancellationToken ct) => inner.RecentMessagesAsync(since, ct);

    public Task AddUsageAsync(IReadOnlyList<UsageCount> counts, DateOnly forgetBefore, CancellationToken ct) =>
        Try(nameof(AddUsageAsync), async () =>
        {
            if (UsageWaitsFor is { } disk) await disk;
            await inner.AddUsageAsync(counts, forgetBefore, ct);
            return true;
        });

    public Task<IReadOnlyList<UsageCount>> ReadUsageAsync(DateOnly from, CancellationToken ct) => inner.ReadUsageAsync(from, ct);

    public Task<bool> MarkToldAsync(string notice, DateTimeOffset at, CancellationToken ct) => Try(nameof(MarkToldAsync), () => inner.MarkToldAsync(notice, at, ct));

    public Task PutPairingAsync(PairingRequest request, CancellationToken ct) =>
        Try(nameof(PutPairingAsync), async () => { await inner.PutPairingAsync(request, ct); return true; });

    public Task RemovePairingAsync(string account, string person, CancellationToken ct) =>
        Try(nameof(RemovePairingAsync), async () => { await inner.RemovePairingAsync(account, person, ct); return true; });

    public Task<IReadOnlyList<PairingRequest>> ReadPairingsAsync(CancellationToken ct) => inner.ReadPairingsAsync(ct);

    public Task ApproveAsync(Approval approval, CancellationToken ct) =>
        Try(nameof(ApproveAsync), async () => { await inner.ApproveAsync(approval, ct); return true; });

    public Task DenyPairingAsync(string account, string person, string by, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(DenyPairingAsync), async () => { await inner.DenyPairingAsync(account, person, by, at, ct); return true; });

    public Task RevokeAsync(string account, string person, string by, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(RevokeAsync), async () => { await inner.RevokeAsync(account, person, by, at, ct); return true; });

    public Action<AuditEntry>? AuditAppended { get => inner.AuditAppended; set => inner.AuditAppended = value; }

    public Task<AuditEntry> AppendAuditAsync(AuditEvent happened, DateTimeOffset at, CancellationToken ct) => Try(nameof(AppendAuditAsync), () => inner.AppendAuditAsync(happened, at, ct));

    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long after, int limit, CancellationToken ct) => inner.ReadAuditAsync(after, limit, ct);

    public Task<bool> ImportApprovalAsync(Approval approval, CancellationToken ct) => inner.ImportApprovalAsync(approval, ct);

    public Task<IReadOnlyList<(string Account, string Person)>> ReadRevokedAsync(CancellationToken ct) => inner.ReadRevokedAsync(ct);

    public Task<IReadOnlyList<Approval>> ReadApprovalsAsync(CancellationToken ct) => inner.ReadApprovalsAsync(ct);

    public Task<bool> HadOwnerAsync(CancellationToken ct) => inner.HadOwnerAsync(ct);

    public Task<bool> SeePersonAsync(SeenPerson seen, int keep, CancellationToken ct) => Try(nameof(SeePersonAsync), () => inner.SeePersonAsync(seen, keep, ct));

    public Task<bool> SeeGroupAsync(SeenGroup seen, int keep, CancellationToken ct) => Try(nameof(SeeGroupAsync), () => inner.SeeGroupAsync(seen, keep, ct));

    public Task<IReadOnlyList<SeenPerson>> ReadPeopleAsync(int limit, CancellationToken ct) => inner.ReadPeopleAsync(limit, ct);

    public Task<IReadOnlyList<SeenPerson>> ReadPeopleOfAsync(int day, CancellationToken ct) => inner.ReadPeopleOfAsync(day, ct);

    public Task<IReadOnlyList<SeenGroup>> ReadGroupsAsync(int limit, CancellationToken ct) => inner.ReadGroupsAsync(limit, ct);

    public Task<bool> AddCardAsync(NewCard card, CancellationToken ct) => Try(nameof(AddCardAsync), () => inner.AddCardAsync(card, ct));

    public Task ShowCardAsync(string outTrackId, string? carrierId, CancellationToken ct) =>
        Try(nameof(ShowCardAsync), async () => { await inner.ShowCardAsync(outTrackId, carrierId, ct); return true; });

    public Task CloseCardAsync(string outTrackId, CardState state, CancellationToken ct) =>
        Try(nameof(CloseCardAsync), async () => { await inner.CloseCardAsync(outTrackId, state, ct); return true; });

    public Task<StoredCard?> FindCardAsync(string outTrackId, CancellationToken ct) => Try(nameof(FindCardAsync), () => inner.FindCardAsync(outTrackId, ct));

    public Task<IReadOnlyList<StoredCard>> OpenCardsAsync(CancellationToken ct) => Try(nameof(OpenCardsAsync), () => inner.OpenCardsAsync(ct));

    public Task VoteAsync(Vote vote, CancellationToken ct) => Try(nameof(VoteAsync), async () => { await inner.VoteAsync(vote, ct); return true; });

    public Task<IReadOnlyList<Vote>> ReadVotesAsync(long turnId, CancellationToken ct) => Try(nameof(ReadVotesAsync), () => inner.ReadVotesAsync(turnId, ct));


    public Task<string?> FindSentAsync(string account, string conversation, string receipt, CancellationToken ct) =>
        Try(nameof(FindSentAsync), () => inner.FindSentAsync(account, conversation, receipt, ct));

    public Task<string?> FindSentAtAsync(string account, string conversation, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Try(nameof(FindSentAtAsync), () => inner.FindSentAtAsync(account, conversation, from, to, ct));

    public Task<Turn?> FindTurnAsync(string account, string conversation, MessageId id, CancellationToken ct) =>
        Try(nameof(FindTurnAsync), () => inner.FindTurnAsync(account, conversation, id, ct));

    public Task<bool> AddSentEventAsync(SentEvent happened, CancellationToken ct) => Try(nameof(AddSentEventAsync), () => inner.AddSentEventAsync(happened, ct));

    public Task<IReadOnlyList<SentEvent>> ReadSentEventsAsync(string account, string receipt, CancellationToken ct) => inner.ReadSentEventsAsync(account, receipt, ct);

    public Task<int> PruneSentEventsAsync(DateTimeOffset before, int limit, CancellationToken ct) =>
        Try(nameof(PruneSentEventsAsync), () => inner.PruneSentEventsAsync(before, limit, ct));

    public Task<bool> NoticeAsync(string account, string kind, string who, DateOnly day, CancellationToken ct) =>
        Try(nameof(NoticeAsync), () => inner.NoticeAsync(account, kind, who, day, ct));

    public Task<ToolApproval> AskApprovalAsync(NewToolApproval asked, Action<Turn>? stored, CancellationToken ct) => Try(nameof(AskApprovalAsync), () => inner.AskApprovalAsync(asked, stored, ct));

    public Task<ToolApproval?> FindApprovalAsync(long id, CancellationToken ct) => inner.FindApprovalAsync(id, ct);

    public Task<ToolApproval?> FindAskedApprovalAsync(string account, string person, string code, CancellationToken ct) => inner.FindAskedApprovalAsync(account, person, code, ct);

    public Task<IReadOnlyList<ToolApproval>> AskedElsewhereAsync(DateTimeOffset now, CancellationToken ct) => inner.AskedElsewhereAsync(now, ct);

    public Task<IReadOnlyList<ToolApproval>> ListApprovalsAsync(DateTimeOffset now, int limit, CancellationToken ct) => inner.ListApprovalsAsync(now, limit, ct);

    public Task<bool> BeginApprovalAsync(long id, CancellationToken ct) => Try(nameof(BeginApprovalAsync), () => inner.BeginApprovalAsync(id, ct));

    public Task NotTheirApprovalAsync(long id, string by, DateTimeOffset at, CancellationToken ct) => inner.NotTheirApprovalAsync(id, by, at, ct);

    public Task<IReadOnlyList<ToolApproval>> ExpireApprovalsAsync(DateTimeOffset now, Func<ToolApproval, NewTurn?> end, Action<Turn> stored, int limit, CancellationToken ct) =>
        Try(nameof(ExpireApprovalsAsync), () => inner.ExpireApprovalsAsync(now, end, stored, limit, ct));

    public Task<DateTimeOffset?> NextExpiryAsync(CancellationToken ct) => inner.NextExpiryAsync(ct);

    public Task<ToolApproval?> FindApprovalAsync(string account, string chat, string code, CancellationToken ct) => inner.FindApprovalAsync(account, chat, code, ct);

    public Task<IReadOnlyList<ToolApproval>> WaitingApprovalsAsync(string account, string chat, DateTimeOffset now, CancellationToken ct) => inner.WaitingApprovalsAsync(account, chat, now, ct);

    public Task<bool> DecideApprovalAsync(long id, ApprovalState state, string by, long turnId, DateTimeOffset at, NewTurn? end, Action<Turn>? stored, CancellationToken ct) =>
        Try(nameof(DecideApprovalAsync), () => inner.DecideApprovalAsync(id, state, by, turnId, at, end, stored, ct));

    public Task<bool> EndApprovalAsync(long id, ApprovalState state, string? result, DateTimeOffset at, CancellationToken ct) =>
        Try(nameof(EndApprovalAsync), () => inner.EndApprovalAsync(id, state, result, at, ct));

    public Task<IReadOnlyList<ToolApproval>> EndStrandedApprovalsAsync(DateTimeOffset at, int limit, CancellationToken ct) =>
        Try(nameof(EndStrandedApprovalsAsync), () => inner.EndStrandedApprovalsAsync(at, limit, ct));

    public Task<int> PruneApprovalsAsync(DateTimeOffset before, int limit, CancellationToken ct) => Try(nameof(PruneApprovalsAsync), () => inner.PruneApprovalsAsync(before, limit, ct));

    public Task<AddedFact> AddFactAsync(Fact fact, int most, CancellationToken ct) => Try(nameof(AddFactAsync), () => inner.AddFactAsync(fact, most, ct));

    public Task<IReadOnlyList<Fact>> ReadFactsAsync(string place, CancellationToken ct) => Try(nameof(ReadFactsAsync), () => inner.ReadFactsAsync(place, ct));

    public Task<Fact?> FindFactAsync(long id, CancellationToken ct) => inner.FindFactAsync(id, ct);

    public Task<int> ForgetFactsAsync(IReadOnlyList<long> ids, CancellationToken ct) => Try(nameof(ForgetFactsAsync), () => inner.ForgetFactsAsync(ids, ct));

    public Task<int> EraseFactsAsync(string account, string person, CancellationToken ct) => Try(nameof(EraseFactsAsync), () => inner.EraseFactsAsync(account, person, ct));

    public Task<IReadOnlyList<FactCount>> ListFactPlacesAsync(int limit, CancellationToken ct) => inner.ListFactPlacesAsync(limit, ct);

    public Task<IReadOnlyList<KnownRobot>> ReadRobotsAsync(CancellationToken ct) => inner.ReadRobotsAsync(ct);

    public Task<KnownRobot> MeetRobotAsync(string robot, string corp, string account, CancellationToken ct) => Try(nameof(MeetRobotAsync), async () =>
    {
        if (Interlocked.Exchange(ref _meetingWaitsFor, null) is { } waits) await waits;
        return await inner.MeetRobotAsync(robot, corp, account, ct);
    });

    public Task RenameRobotAsync(string robot, string before, string account, bool last, CancellationToken ct) => inner.RenameRobotAsync(robot, before, account, last, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<T> Try<T>(string name, Func<Task<T>> operation)
    {
        if (Failing != name || Interlocked.Decrement(ref _failures) < 0) return operation();
        Failed++;
        return Task.FromException<T>(new StoreException(StoreFault.Full, "The disk is full."));
    }
}
