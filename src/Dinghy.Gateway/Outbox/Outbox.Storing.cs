using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>What is stored before anything leaves.</summary>
internal sealed partial class Outbox
{
    private async Task<TurnOutcome> EndAsync(Turn turn, Saying.Nothing nothing, CancellationToken ct)
    {
        await UntilStoredAsync(turn, async () => { await store.EndQuietlyAsync(turn.Id, nothing.Outcome, nothing.Remember, RunRecorder.Current?.Snapshot(), time.GetUtcNow(), CancellationToken.None); return true; }, ct);
        turns.Closed(turn, nothing.Outcome, time.GetUtcNow() - turn.ReceivedAt);
        return nothing.Outcome;
    }

    /// <summary>A word of the moment that can not be stored is not said; the answer is still being made.</summary>
    private async Task NoteAsync(Turn turn, NewReply note, CancellationToken ct)
    {
        try
        {
            await BeginAsync(turn, note, ct);
        }
        catch (StoreException e)
        {
            log.NotStored(turn.Id, e);
        }
    }

    /// <summary>An answer was dear to make: it is kept while the disk is full, and only its storing is repeated.</summary>
    private Task<T> UntilStoredAsync<T>(Turn turn, Func<Task<T>> write, CancellationToken ct) => StorePatience.UntilStoredAsync(write, e => log.NotStored(turn.Id, e), time, ct);

    private Task<AddedReply> AddAsync(Turn turn, NewReply reply, Part? first, CancellationToken ct) => reply is { Closes: null, Extras.Kept: false }
        ? store.AddReplyAsync(reply, first, time.GetUtcNow(), ct)
        : UntilStoredAsync(turn, () => store.AddReplyAsync(reply, first, time.GetUtcNow(), CancellationToken.None), ct);

    private static IReadOnlyList<CarriedReply> Carried(NewReply said) =>
        said.Closes is { } closes ? [.. said.Takes.Select(taken => new CarriedReply(taken, CarriedReply.Joined(closes)))] : [];
}
