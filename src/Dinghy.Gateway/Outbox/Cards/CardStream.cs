using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Replies;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>Makes one card and lets it grow with its answer, until the answer is whole or the card API has had enough.</summary>
internal sealed class CardStream(OpenCard card, CardLine line, CardFace face, CardSpace space, Saying.Draft draft, CardDesk desk, CardLog log, TimeProvider time) : IDisposable
{
    /// <summary>Tries at making a card whose receipt does not come; and frames that may be lost in a row.</summary>
    private const int MaxTries = 3;

    /// <summary>What is on its way when the answer is whole may arrive for so long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly LiveAnswer _answer = draft.Answer;
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _cut = new();
    private Task _running = Task.CompletedTask;
    private CardLook? _look;
    private long _version;

    public bool Shown => card.Shown;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>No frame leaves any more, and what was on its way has arrived or is cut. May be called again.</summary>
    public async Task SettleAsync()
    {
        if (_running.IsCompletedSuccessfully) return;
        await _enough.CancelAsync();
        await using (time.CreateTimer(_ => _cut.Cancel(), null, desk.LastCall.Left(s_patience), Timeout.InfiniteTimeSpan)) await _running;
    }

    public void Dispose()
    {
        _enough.Dispose();
        _cut.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            if (card.Shown || await OpenAsync()) await GrowAsync();
        }
        catch (OperationCanceledException) when (_enough.IsCancellationRequested)
        {
            // The answer is whole: the last frame is the ladder's.
        }
#pragma warning disable CA1031 // A card is an ornament: whatever breaks here, the answer goes its way.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Broken(card.Turn.Id, e);
        }
        finally
        {
            card.Draft = _answer.Snapshot();
        }
    }

    /// <returns>False: there is no card.</returns>
    private async Task<bool> OpenAsync()
    {
        if (!await desk.KeepAsync(card)) return false;
        var left = false;
        var waiting = draft.AtOnce ? _cut.Token : _enough.Token;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var made = await line.CreateAsync(card.OutTrackId, space, card.Language, Opening, waiting, _cut.Token);
                card.CarrierId = made?.CarrierId;
                if (made is null) Forget(null);
                await desk.ShownAsync(card);
                return true;
            }
            catch (DingTalkApiException e) when (!e.Certain && tries < MaxTries && !_enough.IsCancellationRequested)
            {
                // Perhaps made: the same id again tells.
                log.FrameLost(card.Turn.Id, card.OutTrackId, e.Code);
            }
            catch (DingTalkApiException e)
            {
                log.NotShown(card.Turn.Id, line.Template!.TemplateId, e.Code, e.Message);
                // In doubt it stays open: the last frame will find it or not.
                if (e.Certain) await desk.AbandonAsync(card);
                return false;
            }
            catch (OperationCanceledException) when (!left && waiting.IsCancellationRequested)
            {
                // It still waited at the gate.
                await desk.AbandonAsync(card);
                return false;
            }
        }

        Dictionary<string, string> Opening()
        {
            left = true;
            return face.Opening(Read());
        }
    }

    private async Task GrowAsync()
    {
        var lost = 0;
        for (var frames = 0; lost < MaxTries;)
        {
            if (CardPacing.Gap(line.Pace, frames, _look is not { Empty: false }) is not { } gap) return;
            await _answer.ChangedAsync(_version, _enough.Token);
            await Task.Delay(gap, time, _enough.Token);
            switch (await FrameAsync())
            {
                case true: (frames, lost) = (frames + 1, 0); break;
                case false: lost++; break;
            }
        }
    }

    /// <returns>Whether it was shown; null: there was nothing new to show.</returns>
    private async Task<bool?> FrameAsync()
    {
        var (before, step) = (_look, card.NextStep());
        var look = Read();
        if (before is not null && look.Content == before.Content && !look.AsideOf(before)) return null;
        var beside = before is null || look.AsideOf(before) || look.Content.Length == 0;
        for (var again = false; ; again = true)
        {
            try
            {
                await (beside ? UpdateAsync(again) : StreamAsync(before!, step, again));
                return true;
            }
            catch (DingTalkApiException e) when (!e.Certain && !again)
            {
                // Under the same step, so that it is shown once whether it was there already or not.
                log.FrameLost(card.Turn.Id, card.OutTrackId, e.Code);
            }
            catch (DingTalkApiException e)
            {
                log.FrameLost(card.Turn.Id, card.OutTrackId, e.Code);
                Forget(before);
                return false;
            }
        }
    }

    /// <summary>What stands beside the text, and the text with it: one call either way.</summary>
    private Task UpdateAsync(bool again) => line.UpdateAsync(
        () => new CardUpdate(card.OutTrackId, (again ? _look! : Read()).With(line.Template!.Content)), Urgency.Cosmetic, _enough.Token, _cut.Token);

    private Task StreamAsync(CardLook before, string step, bool again) => line.StreamAsync(
        () =>
        {
            // Read when it leaves, so that what waited at the gate is the newest. What changed beside the text goes with the next frame.
            if (!again) _look = Read() with { Aside = before.Aside };
            return new CardFrame(card.OutTrackId, line.Template!.Content, _look!.Content, step);
        },
        Urgency.Cosmetic, _enough.Token, _cut.Token);

    /// <summary>The newest look has not arrived, or nobody knows: it is tried again even if nothing changes.</summary>
    private void Forget(CardLook? before) => (_look, _version) = (before, -1);

    private CardLook Read()
    {
        var now = _answer.Snapshot();
        _version = now.Version;
        return _look = face.Growing(now);
    }
}
