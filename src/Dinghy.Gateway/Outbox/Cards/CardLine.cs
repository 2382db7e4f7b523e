using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>One account's card calls: each passes the gate, and what it sends is made when it may leave.</summary>
internal sealed class CardLine(AccountConfig account, CardApi api, CallGate gate, CardLog log, TimeProvider time)
{
    private readonly CardFuse _fuse = new(account.Id, log, time);

    /// <summary>Knows whether this account's robot may show something to whom it is asked to; null: nothing is known of others.</summary>
    public RobotBook? Robots { get; init; }

    public CardTemplateConfig? Template => account.Reply.Card;

    /// <summary>The same account's, for a card of another template.</summary>
    public CardLine With(CardTemplateConfig template) => new(account with { Reply = account.Reply with { Card = template } }, api, gate, log, time) { Robots = Robots };

    public CardPace Pace => gate.PaceOf(account.Id);

    /// <summary>A new card may be made now.</summary>
    public bool MayOpen => Template is not null && Pace != CardPace.None && !_fuse.IsBlown;

    public CardFace? Face(Language language) => Template is { } template ? new CardFace(template, account, language) : null;

    /// <summary>Null: no card can be shown to who wrote this.</summary>
    public CardSpace? SpaceOf(Turn turn)
    {
        var to = turn.Message;
        // Another organisation's robot may have taken the account over meanwhile.
        if (Robots is not null && Robots.SpeaksFor(account, turn) != true) return null;
        if (to.Kind == ConversationKind.Private) return to.Sender is { } person ? CardSpace.Of(person) : null;
        var group = new GroupCardSpace(to.Conversation);
        return account.Reply.MentionAsker && to.Sender is { } asker
            ? group with { AtUsers = new Dictionary<string, string>(StringComparer.Ordinal) { [asker.Value] = to.SenderNick } }
            : group;
    }

    /// <returns>Null: an earlier try had made it, and what it shows is not known.</returns>
    /// <param name="outTrackId">Ours.</param>
    /// <param name="space">Where it is shown.</param>
    /// <param name="language">Of the line in the chat list.</param>
    /// <param name="variables">Read when the call leaves.</param>
    /// <param name="wait">Gives up waiting at the gate.</param>
    /// <param name="ct">Cuts the call itself.</param>
    public Task<CardDelivery?> CreateAsync(string outTrackId, CardSpace space, Language language, Func<Dictionary<string, string>> variables, CancellationToken wait, CancellationToken ct) =>
        CallAsync<CardDelivery?>(DingTalkCall.CardCreate, Urgency.Usual, async () =>
        {
            var line = CardSentences.InChatList(language);
            var card = new Card(Template!.TemplateId, outTrackId, variables())
            {
                Callbacks = CardCalls.Of(account),
                LastMessage = new Dictionary<string, string>(StringComparer.Ordinal) { ["ZH_CN"] = line, ["EN_US"] = line },
            };
            try
            {
                return await api.CreateAndDeliverAsync(card, space, ct);
            }
            catch (DingTalkApiException e) when (e.Fault == DingTalkFault.Exists)
            {
                return null;
            }
        }, wait);

    public Task StreamAsync(Func<CardFrame> frame, Urgency urgency, CancellationToken wait, CancellationToken ct) =>
        CallAsync(DingTalkCall.CardStream, urgency, async () =>
        {
            await api.StreamAsync(frame(), ct);
            return true;
        }, wait);

    public Task UpdateAsync(Func<CardUpdate> update, Urgency urgency, CancellationToken wait, CancellationToken ct) =>
        CallAsync(DingTalkCall.CardUpdate, urgency, async () =>
        {
            await api.UpdateAsync(update(), ct);
            return true;
        }, wait);

    private async Task<T> CallAsync<T>(DingTalkCall call, Urgency urgency, Func<Task<T>> make, CancellationToken wait)
    {
        try
        {
            var result = await gate.RunAsync(account.Id, call, urgency, _ => make(), wait);
            _fuse.Held();
            return result;
        }
        catch (DingTalkApiException e)
        {
            if (call == DingTalkCall.CardStream && CardFuse.IsUnknownVariable(e)) log.UnknownVariable(account.Id, Template!.TemplateId, Template.Content);
            _fuse.Fault(e);
            throw;
        }
    }
}
