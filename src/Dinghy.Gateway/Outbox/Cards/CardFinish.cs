using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>The last frame of a card, and what stands around it then.</summary>
internal sealed class CardFinish(OpenCard card, CardLine line, CardLog log)
{
    /// <summary>From this attempt on the text is put in place by an update instead: another API, which a card takes that is finished already.</summary>
    private const int OtherWay = 3;

    private const int DressTries = 2;

    private string Variable => line.Template!.Content;

    /// <summary>Never throws for DingTalk's sake.</summary>
    public async Task<SendResult> SendAsync(CardLook look, int attempt, CancellationToken ct)
    {
        try
        {
            if (attempt >= OtherWay) await PutAsync(look, ct);
            else await StreamAsync(look, attempt, ct);
        }
        catch (DingTalkApiException e)
        {
            // The same frame may be sent again without harm: for the ladder, that is a doubt.
            return MayPass(e) ? SendResult.Doubt(e.Code) : SendResult.Of(e);
        }

        await DressAsync(look, ct);
        return SendResult.Delivered(card.CarrierId);
    }

    private async Task StreamAsync(CardLook look, int attempt, CancellationToken ct)
    {
        try
        {
            var frame = new CardFrame(card.OutTrackId, Variable, look.Content, card.LastStep) { IsFinal = !look.Failed, IsError = look.Failed };
            await line.StreamAsync(() => frame, Urgency.Final, ct, ct);
        }
        catch (DingTalkApiException e) when (attempt > 1 && e.Fault == DingTalkFault.Invalid)
        {
            // The attempt before did arrive, and the card takes no more of these.
            await PutAsync(look, ct);
        }
    }

    private Task PutAsync(CardLook look, CancellationToken ct) =>
        line.UpdateAsync(() => new CardUpdate(card.OutTrackId, look.With(Variable)), Urgency.Final, ct, ct);

    private async Task DressAsync(CardLook look, CancellationToken ct)
    {
        if (look.Aside.Count == 0) return;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await line.UpdateAsync(() => new CardUpdate(card.OutTrackId, look.Aside), Urgency.Final, ct, ct);
                return;
            }
            catch (DingTalkApiException e) when (tries < DressTries && MayPass(e))
            {
                // Once more.
            }
            catch (DingTalkApiException e)
            {
                log.Undressed(card.Turn.Id, card.OutTrackId, e.Code);
                return;
            }
        }
    }

    private static bool MayPass(DingTalkApiException e) => !CardFuse.IsUnknownVariable(e)
        && (!e.Certain || e.Fault is DingTalkFault.Busy or DingTalkFault.Throttled or DingTalkFault.Network or DingTalkFault.Timeout or DingTalkFault.BadResponse);
}
