using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Approvals;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What people press on cards: checked, recorded and answered within DingTalk's two seconds. Whatever takes longer runs on behind.</summary>
internal sealed class CardDoor(
    AccountConfig account, Owners owners, Doorkeeper keeper, ApprovalDesk approvals, string language, ICardStore store, TurnWorker worker, RunningTurns running, ForeignCards foreign, PipelineLog log, GatewayMetrics metrics, TimeProvider time)
{
    public async ValueTask<StreamReply> HandleAsync(StreamFrame frame, CancellationToken ct)
    {
        var reading = CardCallbackReader.Read(frame.Data);
        if (!reading.IsCallback)
        {
            Ignored(reading.Malformed, null, null);
            return reading.Malformed == "json" ? StreamReply.Malformed : CardCallbackReply.Nothing.ToStreamReply();
        }

        try
        {
            return (await PressAsync(reading.Callback, ct)).ToStreamReply();
        }
        catch (StoreException e)
        {
            log.NotStored(account.Id, e.Message, e);
            metrics.Pressed("unstored");
            return StreamReply.Failed;
        }
    }

    private async Task<CardCallbackReply> PressAsync(CardCallback press, CancellationToken ct)
    {
        // A card of another robot is none of ours, even in the same ledger.
        if (await store.FindCardAsync(press.OutTrackId, ct) is not { } card || card.Turn.Account != account.Id || (CardTemplateText.Parse(card.Template) ?? account.Reply.Card) is not { } template)
        {
            foreign.Pressed(account.Id, Printable.Of(press.OutTrackId));
            return Ignored("unknown_card", press.OutTrackId, press.UserId);
        }

        // Cards are made with staff ids, and presses come with the same kind.
        if (press.IsUnionId) return Ignored("union_id", press.OutTrackId, press.UserId);

        var (name, result, hint) = await DoAsync(press, card, template, ct);
        log.Pressed(card.Turn.Id, card.OutTrackId, name, Printable.Of(press.UserId), result);
        metrics.Pressed($"{name}_{result}".ToLowerInvariant());
        if (template.StatusLine is not { } line) return CardCallbackReply.Nothing;
        // For the presser alone, and until the card changes for everybody.
        return new CardCallbackReply { Data = new Dictionary<string, string>(StringComparer.Ordinal) { [line] = hint(SpokenBy(card)) } };
    }

    private async Task<(string Name, PressResult Result, Func<Language, string> Hint)> DoAsync(CardCallback press, StoredCard card, CardTemplateConfig template, CancellationToken ct)
    {
        var action = CardPress.Actions(press).FirstOrDefault(id => id == template.StopAction || id == template.UpAction || id == template.DownAction || CardButtons.Said(card.Buttons, id) is not null);
        if (action is null) return ("nothing", PressResult.Unknown, CardSentences.NothingToPress);
        if (action == template.StopAction) return Stop(press, card);

        var said = CardButtons.Said(card.Buttons, action);
        // An approver was asked by us and need not be let in first; the decision looks at who they are again.
        var invited = said is not null && Errand.Of(card.Turn.MessageId) is Errand.OfApproval && CardPress.IsAsker(account, card, press);
        var inbound = CardPress.AsMessage(account, card, press, action, invited ? CardPress.WithRemark(said!, press) : said ?? action, time.GetUtcNow()) with { Invited = invited };
        var name = said is null ? "vote" : "choice";
        // A private chat has nobody else in it: a press of somebody else came another way, and is not answered there.
        var elsewhere = card.Turn.Message.Kind == ConversationKind.Private && !CardPress.IsAsker(account, card, press);
        if (elsewhere || !keeper.Look(inbound).IsYes)
        {
            // Somebody else's decision: nothing comes of it, and it is kept that they tried.
            if (ApprovalTurn.Of(card.Turn.MessageId) is { IsQuestion: true, Approval: var id } && await approvals.FindAsync(id, ct) is { } asked) await approvals.NotTheirsAsync(asked, PersonKey.Of(inbound.Message), ct);
            return (name, PressResult.Refused, CardSentences.NotAllowed);
        }

        if (said is null)
        {
            await store.VoteAsync(new Vote(card.Turn.Id, PersonKey.Of(inbound.Message), action == template.UpAction, time.GetUtcNow()), ct);
            return (action == template.UpAction ? "up" : "down", PressResult.Taken, CardSentences.Thanks);
        }

        await worker.AcceptAsync(inbound, ct);
        return (name, PressResult.Taken, CardSentences.Chosen);
    }

    private (string, PressResult, Func<Language, string>) Stop(CardCallback press, StoredCard card)
    {
        var owner = !CardPress.IsOutsider(account, card, press) && owners.IsOwner(card.Turn.Keep, press.UserId);
        if (!owner && !CardPress.IsAsker(account, card, press)) return ("stop", PressResult.Refused, CardSentences.MayNotStop);
        return running.Stop(card.Turn.Id) ? ("stop", PressResult.Taken, CardSentences.Stopping) : ("stop", PressResult.Late, CardSentences.NotRunning);
    }

    private CardCallbackReply Ignored(string reason, string? outTrackId, string? staffId)
    {
        log.PressIgnored(account.Id, reason, Printable.Of(outTrackId), Printable.Of(staffId));
        metrics.Pressed("ignored");
        return CardCallbackReply.Nothing;
    }

    private Language SpokenBy(StoredCard card) => language == "auto" ? card.Language == "zh" ? Language.Chinese : Language.English : Languages.For(language, null);
}

internal enum PressResult { Taken, Refused, Late, Unknown }
