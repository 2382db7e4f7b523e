using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Inbox;

/// <summary>Every message once, on disk, before anybody hears that it was received.</summary>
internal sealed class Inbox(ITurnStore store, TurnLog log, TimeProvider time)
{
    /// <summary>Restarts that may find one turn open; past it the turn itself is taken for the cause.</summary>
    private const int MaxResumes = 10;

    /// <summary>Stores an accepted message, or the id and the reason of a refused one. Ends when that is durable.</summary>
    /// <param name="inbound">The message.</param>
    /// <param name="verdict">What policy says of it.</param>
    /// <param name="conversation">See <see cref="Turn.Conversation"/>.</param>
    /// <param name="stored">Called for an accepted, new message, in the order of storing.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>False: it was seen before.</returns>
    /// <exception cref="StoreException">It is not stored and must not be acknowledged.</exception>
    public async Task<bool> AddAsync(Inbound inbound, Verdict verdict, string conversation, Action<Turn> stored, CancellationToken ct)
    {
        if (verdict.Refusal is { } reason)
        {
            var refused = new RefusedTurn(inbound.Account.Id, inbound.Message.Id, inbound.ReceivedAt, TurnOutcome.Ignored(reason));
            var added = await store.AddRefusedAsync(refused, ct);
            if (added) log.Refused(inbound, refused.Outcome);
            else log.Duplicate(inbound);
            return added;
        }

        var turn = await store.AddTurnAsync(
            new NewTurn(inbound.Account.Id, conversation, inbound.ReceivedAt, inbound.Payload, inbound.Message) { Verdict = verdict.By }, stored, ct);
        if (turn is null) log.Duplicate(inbound);
        else log.Accepted(turn);
        return turn is not null;
    }

    /// <summary>Keeps the id of a message that can not be read.</summary>
    public Task AddMalformedAsync(string account, MessageId id, CancellationToken ct) =>
        store.AddRefusedAsync(new RefusedTurn(account, id, time.GetUtcNow(), TurnOutcome.Ignored(Reasons.Malformed)), ct);

    public async Task CloseAsync(Turn turn, TurnOutcome outcome, CancellationToken ct)
    {
        await store.CloseTurnAsync(turn.Id, outcome, time.GetUtcNow(), ct);
        log.Closed(turn, outcome);
    }

    /// <summary>It has neither an answer nor an end yet.</summary>
    public Task<bool> IsOpenAsync(Turn turn, CancellationToken ct) => store.IsOpenAsync(turn.Id, ct);

    /// <summary>What a restart finds: turns to run again, oldest first, and turns to end with a sentence.</summary>
    public async Task<Backlog> ResumeAsync(TimeSpan maxAge, CancellationToken ct)
    {
        var open = await store.ResumeTurnsAsync(ct);
        var eldest = time.GetUtcNow() - maxAge;
        var backlog = new Backlog(
            [.. open.Where(turn => turn.ReceivedAt >= eldest && turn.Resumes <= MaxResumes)],
            [.. open.Where(turn => turn.ReceivedAt < eldest)],
            [.. open.Where(turn => turn.ReceivedAt >= eldest && turn.Resumes > MaxResumes)]);
        if (open.Count > 0) log.Resumed(backlog.Fresh.Count, backlog.Expired.Count, backlog.Hopeless.Count);
        return backlog;
    }
}

/// <param name="Fresh">To run again.</param>
/// <param name="Expired">Older than <c>inbox.max_age</c>.</param>
/// <param name="Hopeless">Open through too many restarts.</param>
internal sealed record Backlog(IReadOnlyList<Turn> Fresh, IReadOnlyList<Turn> Expired, IReadOnlyList<Turn> Hopeless);
