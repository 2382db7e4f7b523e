using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

/// <summary>The cards that robots made, and people who press their buttons.</summary>
public sealed partial class DingTalkWorld
{
    /// <summary>All cards, oldest first.</summary>
    public IReadOnlyList<CardRecord> Cards => [.. CardStore.All.Select(c => c.Record).Where(c => c.FrameCount > 0)];

    /// <summary>All card templates that can be used.</summary>
    public IReadOnlyList<CardTemplate> CardTemplates => CardStore.Templates;

    /// <summary>One card as it stands; <c>null</c> when unknown.</summary>
    public CardRecord? FindCard(string outTrackId, string? clientId = null) => CardStore.Find(App(clientId), outTrackId)?.Record;

    /// <summary>Adds a template, or changes the one with its id for the cards made from now on.</summary>
    public void AddCardTemplate(CardTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        CardStore.Add(template);
    }

    /// <summary>Waits until this many cards are as wanted, and gives all that are.</summary>
    public Task<IReadOnlyList<CardRecord>> WaitForCardsAsync(int count, Func<CardRecord, bool>? where = null, CancellationToken ct = default) =>
        CardStore.Changed.WaitForAsync<IReadOnlyList<CardRecord>>(() => Cards.Where(where ?? (_ => true)).ToList() is { } found && found.Count >= count ? found : null, ct);

    /// <summary>Someone presses a button. Ends when the robot answered, or its 2 s are over; nothing is pushed twice.</summary>
    /// <param name="outTrackId">The card.</param>
    /// <param name="staffId">Who presses; must see the card.</param>
    /// <param name="actionIds">The ids of what was pressed.</param>
    /// <param name="parameters">Values configured on the button, and what was filled in.</param>
    /// <param name="clientId">Which application's card; <c>null</c>: the first's.</param>
    /// <param name="ct">Ends the wait, not the press.</param>
    /// <exception cref="ArgumentException">Unknown card or person; the card is nowhere that this person sees; it does not call back over the socket.</exception>
    public async Task<PressResult> PressAsync(string outTrackId, string staffId, IReadOnlyList<string> actionIds, IReadOnlyDictionary<string, string>? parameters = null,
        string? clientId = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actionIds);
        var (app, person) = (App(clientId), Known(staffId));
        var card = CardStore.Find(app, outTrackId) ?? throw new ArgumentException($"There is no card '{outTrackId}'.", nameof(outTrackId));
        if (!card.Record.CallsBack) throw new ArgumentException("The card was made without a callbackType: a press tells nobody.", nameof(outTrackId));
        var route = Postman.Route(app, card.RouteKey);
        if (card.RouteKey is not null && route is null) throw new ArgumentException($"Nothing is registered under the card's callbackRouteKey '{card.RouteKey}': a press tells nobody.", nameof(outTrackId));
        var place = card.Record.Places.FirstOrDefault(p => Sees(app, person, p)) ?? throw new ArgumentException($"'{staffId}' does not see the card.", nameof(staffId));
        Quota.TryPush();
        var push = Pushes.Start(app, "", StreamTopics.Callback, StreamTopics.CardCallback, CallbackData(app, card, person, place, actionIds, parameters), NoHeaders, route);
        // A reset forgets the push; nobody will answer it any more.
        var end = await Pushes.Changed.WaitForAsync(() => Pushes.Find(push.Seq) switch
        {
            null => push.Record with { State = PushState.Expired },
            { State: PushState.Pending } => null,
            var settled => settled,
        }, ct);
        var outcome = end.State switch
        {
            PushState.Acked => PressOutcome.Answered,
            PushState.Failed => PressOutcome.Refused,
            _ => PressOutcome.TimedOut,
        };
        return new PressResult(outcome, end, outcome == PressOutcome.Answered && Apply(card, person, end.AckData));
    }

    internal CardStore CardStore { get; }

    /// <summary>Notes a change and wakes who waits for it.</summary>
    internal void CardChanged(Card card, long arrivedAt, params ReadOnlySpan<string> calls)
    {
        foreach (var call in calls) card.AddFrame(call, Options.Time.GetUtcNow(), arrivedAt);
        foreach (var place in card.Record.Places)
        {
            Feed.Add("card", e => e with
            {
                ConversationId = place.ConversationId, ClientId = card.App.ClientId, Nick = card.App.Name, MsgId = place.MsgId, Road = "card", MsgType = "card", Key = card.OutTrackId,
            });
        }

        CardStore.Changed.Fire();
    }

    private bool Sees(EmulatedApp app, Person person, CardPlace place) => Addresses.Group(place.ConversationId) is { } group
        ? group.Members.Contains(person.StaffId, StringComparer.Ordinal)
        : place.ConversationId == AddressBook.PrivateChat(app, person);

    private static string CallbackData(EmulatedApp app, Card card, Person person, CardPlace place, IReadOnlyList<string> actionIds, IReadOnlyDictionary<string, string>? parameters)
    {
        var values = new JsonObject();
        foreach (var (name, value) in parameters ?? new Dictionary<string, string>(StringComparer.Ordinal)) values[name] = value;
        var pressed = new JsonObject { ["actionIds"] = new JsonArray([.. actionIds.Select(id => (JsonNode)id)]), ["params"] = values };
        return ContentJson.AsText(new JsonObject
        {
            ["type"] = "actionCallback", ["outTrackId"] = card.OutTrackId, ["corpId"] = app.CorpId, ["userId"] = person.StaffId, ["userIdType"] = 1,
            ["spaceId"] = place.SpaceId, ["spaceType"] = place.SpaceType, ["extension"] = "{}",
            ["content"] = ContentJson.AsText(new JsonObject { ["cardPrivateData"] = pressed }),
        });
    }

    /// <summary>The answer's public data is for the presser alone; what cannot be read changes nothing.</summary>
    private bool Apply(Card card, Person person, string? answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer ?? "");
            if (document.RootElement.Member("response", JsonValueKind.Object) is not { } response) return false;
            if (!CardData.TryRead(response, "cardData", Options.CardContentLimit, out var shown, out _)) return false;
            if (!CardData.TryRead(response, "userPrivateData", Options.CardContentLimit, out var own, out _)) return false;
            var options = response.Member("cardUpdateOptions", JsonValueKind.Object);
            if (shown.Count > 0) card.SetView(person.StaffId, shown, options?.Flag("updateCardDataByKey") == true);
            if (own.Count > 0) card.SetPrivate(person.StaffId, own, options?.Flag("updatePrivateDataByKey") == true);
            if (shown.Count + own.Count == 0) return false;
        }
        catch (JsonException)
        {
            return false;
        }

        CardChanged(card, Options.Time.GetTimestamp(), "answer");
        return true;
    }
}
