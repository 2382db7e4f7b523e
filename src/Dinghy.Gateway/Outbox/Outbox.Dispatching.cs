using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>What goes to others than whoever asked.</summary>
internal sealed partial class Outbox
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<long, TaskCompletionSource> _watched = new();

    /// <summary>Keeps a message to others, all of it in one commit, and sends it as surely as an answer.</summary>
    /// <param name="dispatch">Its replies have a target.</param>
    /// <param name="patience">How long it is waited for.</param>
    /// <param name="ct">Ends the waiting: what is kept is sent.</param>
    /// <returns>Its number, once all has ended or failed for now, or the time is over.</returns>
    public async Task<long> PostAsync(NewDispatch dispatch, TimeSpan patience, CancellationToken ct)
    {
        var kept = await store.AddDispatchAsync(dispatch, time.GetUtcNow(), ct);
        var ends = kept.Replies.Select(reply => _watched.GetOrAdd(reply, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task).ToList();
        foreach (var reply in kept.Replies) _retries.Add(reply, time.GetUtcNow());
        try
        {
            await Task.WhenAll(ends).WaitAsync(patience, time, ct);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // It goes on by itself.
        }
        finally
        {
            foreach (var reply in kept.Replies) _watched.TryRemove(reply, out _);
        }

        return kept.Id;
    }

    /// <summary>It ended, or failed for now and waits: either way there is something to tell.</summary>
    private void Told(long replyId)
    {
        if (_watched.TryGetValue(replyId, out var watched)) watched.TrySetResult();
    }
}
