using System.Collections.Concurrent;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>
/// Lets a summary take the place of old talk before it fills the model's window: beside the conversation, once an answer is on its way, against what was
/// stored by then. What is said meanwhile lies behind it and stays whole; whatever goes wrong leaves the conversation as it is.
/// </summary>
internal sealed class Compactor(IGatewayStore store, AgentLog log, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Summaries at once, over all conversations.</summary>
    private const int AtOnce = 2;

    /// <summary>Entries that one summary is made of at most; the rest is the next one's.</summary>
    private const int MaxEntries = 2_000;

    /// <summary>After a summary failed, the conversation grows by so much before the next try.</summary>
    private const int Pause = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _failedAt = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _free = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Conversations that are being made short.</summary>
    public int Running => _running.Count;

    /// <summary>After a turn, its answer stored. Returns at once.</summary>
    /// <param name="context">The turn.</param>
    /// <param name="model">Of the conversation; null: there is none.</param>
    public void After(TurnContext context, IChatClient? model)
    {
        var meter = context.Meter;
        var full = Math.Max(meter.Counted ?? 0, meter.Talk) >= new TalkBudget(meter.Window).CompactAt || meter.Entries >= TalkBudget.Full;
        if (!full || model is null || context.Aside || _stop.IsCancellationRequested) return;
        if (_failedAt.TryGetValue(context.Memory, out var failed) && meter.Entries < failed + Pause && meter.Entries >= failed) return;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.TryAdd(context.Memory, done.Task)) _ = Task.Run(() => RunAsync(context, model, done));
    }

    /// <summary>Ends when nothing is being made short.</summary>
    public Task QuietAsync() => Task.WhenAll(_running.Values);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await QuietAsync();
        _free.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(TurnContext context, IChatClient model, TaskCompletionSource done)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        try
        {
            await _free.WaitAsync(either.Token);
            try
            {
                await CompactAsync(context, model, either.Token);
            }
            finally
            {
                _free.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The next start's next answer sees to it.
        }
#pragma warning disable CA1031 // Nobody waits for this, and the conversation is as it was.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(context, e is ModelException ? e.Message : e.GetType().Name);
        }
        finally
        {
            _running.TryRemove(context.Memory, out _);
            done.SetResult();
        }
    }

    private async Task CompactAsync(TurnContext context, IChatClient model, CancellationToken ct)
    {
        var (session, _) = await store.ReadSessionAsync(context.Memory, context.Turn.Keep, PersonKey.Of(context.Turn.Message), ct);
        var talk = await store.ReadTalkAsync(context.Memory, session.SummaryTo, MaxEntries, TalkBudget.MaxChars, ct);
        var old = Old(talk, new TalkBudget(context.Meter.Window));
        if (old.Count < 2 || old.Sum(entry => entry.Text.Length) < Summaries.MinChars) return;
        var (summary, why, usage) = await Summaries.MakeAsync(model, session.Summary, old, wish: null, context.Meter.Window, time, ct);
        if (summary is null)
        {
            Failed(context, why);
            return;
        }

        var compaction = new Compaction(context.Memory, session.Number, session.SummaryTo, old[^1].Id, summary) { Cost = (context.Turn.Id, usage.For(context)) };
        if (!await store.CompactAsync(compaction, time.GetUtcNow(), ct)) return;
        _failedAt.TryRemove(context.Memory, out _);
        log.Compacted(context.Turn.Id, old.Count, old.Sum(entry => entry.Text.Length), summary.Length, talk.Count - old.Count);
    }

    /// <summary>All but the newest, which stay whole; a question stays with its answer.</summary>
    private static IReadOnlyList<HistoryEntry> Old(IReadOnlyList<HistoryEntry> talk, TalkBudget budget)
    {
        var (first, tokens) = (talk.Count, 0);
        while (first > 0 && talk.Count - first < TalkBudget.KeepEntries && (tokens += TokenScale.Guess(talk[first - 1].Text)) <= budget.Keep) first--;
        // The last exchange stays, however long, unless it is all there is.
        first = Math.Min(first, Math.Max(talk.Count - 2, 0));
        while (first > 0 && talk[first].Role != HistoryRole.Person) first--;
        return [.. talk.Take(first)];
    }

    private void Failed(TurnContext context, string why)
    {
        log.NotCompacted(context.Turn.Id, why);
        if (_failedAt.Count > 1_000) _failedAt.Clear();
        _failedAt[context.Memory] = context.Meter.Entries;
    }
}
