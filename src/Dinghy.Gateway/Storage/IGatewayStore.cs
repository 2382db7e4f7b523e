using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Storage;

/// <summary>The one seam of our own: SQLite for one machine, later PostgreSQL for several. Every write is durable when its task ends; what fails throws <see cref="StoreException"/> and left nothing.</summary>
internal interface IGatewayStore :
    ITurnStore, IReplyStore, IStepStore, IHistoryStore, IHistoryImport, ISessionStore, IAttachmentStore, ICardStore, ISentStore, ITraceStore, IFeedbackStore, INoticeStore, IUsageStore, IAccessStore, IForgettingStore, IFactStore, IApprovalStore, IScheduleStore, ISpendStore, IRobotStore, IAuditStore, IEventStore, IWorkflowStore, IDispatchStore, IRetentionStore, ITalkStore, IPrivacyStore, IBackupStore, IAsyncDisposable;

internal interface ITurnStore
{
    /// <summary>Stores a message once. Null: this account has seen the id before.</summary>
    /// <param name="turn">The row.</param>
    /// <param name="stored">Called in commit order once it is durable, before the task ends; must be quick and not throw.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    Task<Turn?> AddTurnAsync(NewTurn turn, Action<Turn>? stored, CancellationToken ct);

    /// <summary>Keeps the id and the reason of a refused message. False: this account has seen the id before.</summary>
    Task<bool> AddRefusedAsync(RefusedTurn refused, CancellationToken ct);

    Task CloseTurnAsync(long turnId, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct);

    /// <summary>The same where nothing is said but something is remembered, in one commit; nothing of a turn that has ended.</summary>
    Task EndQuietlyAsync(long turnId, TurnOutcome outcome, IReadOnlyList<HistoryEntry> remember, TurnRun? run, DateTimeOffset at, CancellationToken ct);

    /// <summary>It has neither an answer nor an end yet.</summary>
    Task<bool> IsOpenAsync(long turnId, CancellationToken ct);

    /// <summary>Turns to which nothing was said yet, oldest first, each counted as resumed once more: for a restart.</summary>
    Task<IReadOnlyList<Turn>> ResumeTurnsAsync(CancellationToken ct);

    /// <summary>Removes closed turns (with replies and parts, not the memory) that came before the time, at most <paramref name="limit"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct);

    Task<StoreCounts> CountAsync(CancellationToken ct);
}

internal interface IReplyStore
{
    /// <summary>Stores what will be said, what will be remembered and the first part's attempt, in one commit; unless the reply is a note, a restart will not ask the model again.</summary>
    /// <param name="reply">The row.</param>
    /// <param name="first">The attempt that begins now; null leaves the reply to the retry queue.</param>
    /// <param name="at">Now.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    /// <returns><see cref="AddedReply.IsRefused"/>: it answers a turn that is closed already (somebody stopped it), and nothing was stored. What says that it was stopped is taken.</returns>
    Task<AddedReply> AddReplyAsync(NewReply reply, Part? first, DateTimeOffset at, CancellationToken ct);

    /// <summary>Records an attempt and what follows from it, in one commit.</summary>
    /// <returns>The id of the next attempt's row when there is one (its own id for a repeat), else 0.</returns>
    Task<long> RecordAsync(long replyId, PartResult? result, ReplyProgress progress, Part? next, DateTimeOffset at, CancellationToken ct);

    /// <summary>Ids and due times of every reply that has not ended, of turns that have not, and of what is kept beside an answer; a null time means it was on its way.</summary>
    Task<IReadOnlyList<(long ReplyId, DateTimeOffset? NextAt)>> OpenRepliesAsync(CancellationToken ct);

    /// <summary>Ends a reply that can not be read, those in its message, and the turns they close.</summary>
    Task BreakOffReplyAsync(long replyId, TurnOutcome outcome, DateTimeOffset at, CancellationToken ct);

    /// <summary>Puts replies into the message of another, of which nothing was sent yet, in one commit; they are no replies of their own any more.</summary>
    Task MergeAsync(long replyId, string text, IReadOnlyList<long> others, CancellationToken ct);

    /// <summary>Messages that left since a time, or may have, with the turns they belong to.</summary>
    Task<IReadOnlyList<(Turn Turn, DateTimeOffset At)>> RecentMessagesAsync(DateTimeOffset since, CancellationToken ct);

    /// <summary>Null: it has ended.</summary>
    /// <exception cref="StoreException">Corrupt: this version can not read it; <see cref="BreakOffReplyAsync"/> ends it.</exception>
    Task<Reply?> LoadReplyAsync(long replyId, CancellationToken ct);
}

/// <summary>What was set in chat. It changes only with an answer: see <see cref="TurnEffects"/>.</summary>
internal interface ISessionStore
{
    /// <summary>Of a conversation and of the person who speaks in it.</summary>
    Task<(Session Session, PersonSettings Person)> ReadSessionAsync(string conversation, string account, string person, CancellationToken ct);

    /// <summary>Tokens since a time: of one conversation, and of one person on one account wherever they spoke.</summary>
    Task<(UseTotal Conversation, UseTotal Person)> SumUseAsync(string conversation, string account, string person, DateTimeOffset since, CancellationToken ct);

    /// <summary>Turns of a conversation before another, newest first; of the last <see cref="TraceBack"/> of the whole inbox.</summary>
    Task<IReadOnlyList<Turn>> EarlierTurnsAsync(string conversation, long beforeTurnId, int limit, CancellationToken ct);

    /// <summary>Turns of a conversation whose answers are stored and have not arrived yet, oldest first.</summary>
    Task<IReadOnlyList<Turn>> ReplyingTurnsAsync(string conversation, CancellationToken ct);

    /// <summary>How far back <see cref="EarlierTurnsAsync"/> looks.</summary>
    public const int TraceBack = 5_000;
}

internal interface IHistoryImport
{
    /// <summary>Gives a conversation the memory it had elsewhere, in one commit. False: it has one here, and nothing was stored.</summary>
    Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, CancellationToken ct);

    /// <inheritdoc cref="ImportHistoryAsync(string, IReadOnlyList{HistoryEntry}, CancellationToken)"/>
    /// <param name="conversation">Whose.</param>
    /// <param name="entries">Oldest first; may be none.</param>
    /// <param name="summary">Of what was said before them; null: nothing. A summary that is here already stays.</param>
    /// <param name="ct">Ends the wait for the writer.</param>
    Task<bool> ImportHistoryAsync(string conversation, IReadOnlyList<HistoryEntry> entries, string? summary, CancellationToken ct);

    /// <summary>The memory of a group whose id is known in small letters only waits under that name, until the group is heard.</summary>
    /// <param name="conversation">The whole name, the id in small letters.</param>
    /// <param name="ct">Ends the wait for the writer.</param>
    Task AwaitGroupAsync(string conversation, CancellationToken ct);
}

internal interface IAttachmentStore
{
    /// <summary>Stores what became of a file, in place of what was known of it.</summary>
    Task PutAttachmentAsync(StoredAttachment attachment, CancellationToken ct);

    /// <summary>The files of one turn, by number.</summary>
    Task<IReadOnlyList<StoredAttachment>> ReadAttachmentsAsync(long turnId, CancellationToken ct);

    /// <summary>Turns that have not ended: their files stay.</summary>
    Task<IReadOnlySet<long>> RunningTurnsAsync(CancellationToken ct);
}

internal interface IUsageStore
{
    /// <summary>Adds to what was counted, and forgets what is older than <paramref name="forgetBefore"/>.</summary>
    Task AddUsageAsync(IReadOnlyList<UsageCount> counts, DateOnly forgetBefore, CancellationToken ct);

    /// <summary>Everything counted since a day.</summary>
    Task<IReadOnlyList<UsageCount>> ReadUsageAsync(DateOnly from, CancellationToken ct);

    /// <summary>False: the owners of this organisation were told of this threshold of this month before.</summary>
    /// <param name="notice">Names the organisation, the month, what is counted and the threshold.</param>
    /// <param name="at">Now.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task<bool> MarkToldAsync(string notice, DateTimeOffset at, CancellationToken ct);
}

internal interface IAccessStore
{
    /// <summary>Stores a request, in place of this person's earlier one.</summary>
    Task PutPairingAsync(PairingRequest request, CancellationToken ct);

    Task RemovePairingAsync(string account, string person, CancellationToken ct);

    /// <summary>The same because somebody said no; the audit has it.</summary>
    Task DenyPairingAsync(string account, string person, string by, DateTimeOffset at, CancellationToken ct);

    /// <summary>All of them, expired ones too, oldest first.</summary>
    Task<IReadOnlyList<PairingRequest>> ReadPairingsAsync(CancellationToken ct);

    /// <summary>Stores an approval and removes the person's request, in one commit; the audit has it. Who is an owner stays one.</summary>
    Task ApproveAsync(Approval approval, CancellationToken ct);

    /// <summary>Takes an approval back; that it was taken is known until somebody approves them again, and the audit has it.</summary>
    Task RevokeAsync(string account, string person, string by, DateTimeOffset at, CancellationToken ct);

    /// <summary>Stores what another program had approved, where nothing was decided here. False: it was revoked here.</summary>
    Task<bool> ImportApprovalAsync(Approval approval, CancellationToken ct);

    /// <summary>From whom approvals were taken, oldest first.</summary>
    Task<IReadOnlyList<(string Account, string Person)>> ReadRevokedAsync(CancellationToken ct);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<Approval>> ReadApprovalsAsync(CancellationToken ct);

    /// <summary>An approval made somebody an owner once, whatever became of it.</summary>
    Task<bool> HadOwnerAsync(CancellationToken ct);

    /// <summary>Notes a person who was heard; the newest <paramref name="keep"/> are kept.</summary>
    /// <returns>True once: at their first private message.</returns>
    Task<bool> SeePersonAsync(SeenPerson seen, int keep, CancellationToken ct);

    /// <summary>Notes a group in which somebody was heard; the newest <paramref name="keep"/> are kept.</summary>
    /// <returns>True once: at its first message.</returns>
    Task<bool> SeeGroupAsync(SeenGroup seen, int keep, CancellationToken ct);

    /// <summary>The last seen first.</summary>
    Task<IReadOnlyList<SeenPerson>> ReadPeopleAsync(int limit, CancellationToken ct);

    /// <summary>Who said something that was counted on this day.</summary>
    Task<IReadOnlyList<SeenPerson>> ReadPeopleOfAsync(int day, CancellationToken ct);

    /// <summary>The last seen first.</summary>
    Task<IReadOnlyList<SeenGroup>> ReadGroupsAsync(int limit, CancellationToken ct);
}

internal interface ICardStore
{
    /// <summary>Keeps a card before it is made. False: the id is known.</summary>
    Task<bool> AddCardAsync(NewCard card, CancellationToken ct);

    /// <summary>DingTalk made it.</summary>
    Task ShowCardAsync(string outTrackId, string? carrierId, CancellationToken ct);

    /// <summary>Nothing more happens to it.</summary>
    Task CloseCardAsync(string outTrackId, CardState state, CancellationToken ct);

    /// <summary>Null: no card of ours.</summary>
    Task<StoredCard?> FindCardAsync(string outTrackId, CancellationToken ct);

    /// <summary>What a restart finds open, oldest first. A card whose last frame is known to have arrived is final, and not among them.</summary>
    Task<IReadOnlyList<StoredCard>> OpenCardsAsync(CancellationToken ct);

    /// <summary>In place of what the same person thought before.</summary>
    Task VoteAsync(Vote vote, CancellationToken ct);

    /// <summary>By staff id.</summary>
    Task<IReadOnlyList<Vote>> ReadVotesAsync(long turnId, CancellationToken ct);
}

/// <summary>What was said before, found again when somebody replies to it; and what became of it.</summary>
internal interface ISentStore
{
    /// <summary>The robot's own words under a receipt: the <c>processQueryKey</c> of a message, the <c>carrierId</c> of a card. Never from another account or conversation.</summary>
    Task<string?> FindSentAsync(string account, string conversation, string receipt, CancellationToken ct);

    /// <summary>The robot's own words that went without a receipt (by webhook) in this time; null unless there is exactly one such message.</summary>
    Task<string?> FindSentAtAsync(string account, string conversation, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);

    /// <summary>What a person said earlier in the same conversation.</summary>
    Task<Turn?> FindTurnAsync(string account, string conversation, MessageId id, CancellationToken ct);

    /// <summary>False: this account has seen the event before.</summary>
    Task<bool> AddSentEventAsync(SentEvent happened, CancellationToken ct);

    /// <summary>In the order in which they happened.</summary>
    Task<IReadOnlyList<SentEvent>> ReadSentEventsAsync(string account, string receipt, CancellationToken ct);

    /// <summary>Removes events from before the time, at most <paramref name="limit"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> PruneSentEventsAsync(DateTimeOffset before, int limit, CancellationToken ct);
}

internal interface INoticeStore
{
    /// <summary>Takes the right to say something to somebody this day. False: it was said already.</summary>
    Task<bool> NoticeAsync(string account, string kind, string who, DateOnly day, CancellationToken ct);
}

/// <summary>What <c>dinghy status</c> and the metrics show of the store.</summary>
/// <param name="OpenTurns">Accepted and not ended.</param>
/// <param name="WaitingReplies">In the retry queue.</param>
/// <param name="DeadReplies">Answers and files given up, notes not counted: an operator has to look.</param>
/// <param name="DoubtfulParts">Parts whose receipt never came.</param>
/// <param name="Outcomes">Closed turns by outcome, as <c>kind</c> or <c>kind:reason</c>.</param>
internal sealed record StoreCounts(
    long OpenTurns, long WaitingReplies, long DeadReplies, long DoubtfulParts, IReadOnlyDictionary<string, long> Outcomes);
