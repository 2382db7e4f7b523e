using System.Collections.Concurrent;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>Closes cards that will not get their answer, with a word to the person; beside everything else, and again until it worked.</summary>
internal sealed class CardCloser(CardLog log, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task> _closing = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <param name="card">Taken out of the open ones already.</param>
    /// <param name="line">Null: its account has left, and nobody can reach the card any more.</param>
    /// <param name="why">Decides the word.</param>
    /// <param name="closed">Records that it is.</param>
    public void Add(OpenCard card, CardLine? line, CardEnd why, Func<CancellationToken, Task> closed) =>
        _closing[card.OutTrackId] = Task.Run(() => RunAsync(card, line, why, closed));

    /// <summary>One try by each of the two APIs that can.</summary>
    /// <returns>False: it may still say that we are at work.</returns>
    public async Task<bool> TryAsync(OpenCard card, CardLine line, CardEnd why, CancellationToken ct)
    {
        var look = line.Face(card.Language)!.Closing(WordFor(why, card.Language), failed: why is CardEnd.Lost or CardEnd.Interrupted);
        var frame = new CardFrame(card.OutTrackId, line.Template!.Content, look.Content, card.WordStep) { IsFinal = !look.Failed, IsError = look.Failed };
        try
        {
            var streamed = await DoneAsync(() => line.StreamAsync(() => frame, Urgency.Usual, ct, ct), card);
            if (streamed is null) return true;
            // The update also takes a stop button away, and a card that is finished already still takes it.
            var updated = !streamed.Value || look.Aside.Count > 0
                ? await DoneAsync(() => line.UpdateAsync(() => new CardUpdate(card.OutTrackId, look.With(line.Template.Content)), Urgency.Usual, ct, ct), card)
                : true;
            if (streamed.Value || updated is null or true)
            {
                log.ClosedWithWord(card.Turn.Id, card.OutTrackId, why);
                return true;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // No time left.
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_closing.Values);
        _stop.Dispose();
    }

    private async Task RunAsync(OpenCard card, CardLine? line, CardEnd why, Func<CancellationToken, Task> closed)
    {
        try
        {
            var until = time.GetUtcNow() + Backoff.GivesUpAfter;
            for (var round = 1; line?.Template is not null && !await TryAsync(card, line, why, _stop.Token); round++)
            {
                // The next start finds it open.
                if (time.GetUtcNow() >= until) return;
                await Task.Delay(Backoff.After(round, asked: null), time, _stop.Token);
            }

            await closed(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The next start finds it open.
        }
        catch (StoreException e)
        {
            log.Broken(card.Turn.Id, e);
        }
        finally
        {
            _closing.TryRemove(card.OutTrackId, out _);
        }
    }

    /// <returns>Null: there is no such card.</returns>
    private async Task<bool?> DoneAsync(Func<Task> call, OpenCard card)
    {
        try
        {
            await call();
            return true;
        }
        catch (DingTalkApiException e) when (e.Fault == DingTalkFault.NotFound)
        {
            return null;
        }
        catch (DingTalkApiException e)
        {
            log.NotClosed(card.Turn.Id, card.OutTrackId, e.Code);
            return false;
        }
    }

    private static string WordFor(CardEnd why, Language language) => why switch
    {
        CardEnd.Below => CardSentences.Below(language),
        CardEnd.Lost => CardSentences.Lost(language),
        CardEnd.Stopped => Sentences.For(Reasons.Stopped, language),
        CardEnd.Restarting => CardSentences.Restarting(language),
        _ => CardSentences.Interrupted(language),
    };
}
