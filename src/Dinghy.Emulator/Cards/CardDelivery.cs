using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>A space that a card is to appear in, and the deliver model given for it.</summary>
internal sealed record CardSpace(string Type, string Id, JsonElement Model);

/// <summary>What became of one space: the call may succeed while a space fails.</summary>
internal sealed record CardDeliverResult(string SpaceType, string SpaceId, string? CarrierId, string Error)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("spaceType", SpaceType);
        json.WriteString("spaceId", SpaceId);
        json.WriteBoolean("success", CarrierId is not null);
        json.WriteString("carrierId", CarrierId ?? "");
        json.WriteString("errorMsg", Error);
        json.WriteEndObject();
    }
}

/// <summary>Reads <c>openSpaceId</c> with its models, and puts cards there.</summary>
internal sealed class CardDelivery(DingTalkWorld world)
{
    private const string Prefix = "dtv1.card//";
    private const string Group = "IM_GROUP";
    private const string Robot = "IM_ROBOT";
    private const int MaxSpaces = 20;

    private static readonly Dictionary<string, string> s_models = new(StringComparer.Ordinal)
    {
        [Group] = "imGroupOpenDeliverModel",
        [Robot] = "imRobotOpenDeliverModel",
        ["IM_SINGLE"] = "imSingleOpenDeliverModel",
        ["ONE_BOX"] = "topOpenDeliverModel",
    };

    /// <summary><c>dtv1.card//IM_GROUP.cid…;IM_ROBOT.user</c></summary>
    public static bool TryRead(JsonElement body, out List<CardSpace> spaces, out ApiAnswer problem)
    {
        spaces = [];
        problem = CardErrors.Of("param.openSpaceIdEmpty");
        if (body.Text("openSpaceId") is not { Length: > 0 } given) return false;
        problem = CardErrors.Of("param.openSpaceIdInvalid");
        if (!given.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var parts = given[Prefix.Length..].Split(';');
        if (parts.Length > MaxSpaces) return false;
        foreach (var part in parts)
        {
            problem = CardErrors.Of("param.openSpaceIdInvalid");
            var dot = part.IndexOf('.', StringComparison.Ordinal);
            if (dot < 1 || dot == part.Length - 1 || !s_models.TryGetValue(part[..dot].ToUpperInvariant(), out var name)) return false;
            problem = CardErrors.Of(s_models.Values.Any(m => body.TryGetProperty(m, out _)) ? "param.spaceDeliverModelEmpty" : "param.openDeliverModelEmpty");
            if (body.Member(name, JsonValueKind.Object) is not { } model) return false;
            spaces.Add(new CardSpace(part[..dot].ToUpperInvariant(), part[(dot + 1)..], model));
        }

        return true;
    }

    public IReadOnlyList<CardDeliverResult> Deliver(Card card, IReadOnlyList<CardSpace> spaces, string api) => [.. spaces.Select(space => Deliver(card, space, api))];

    private CardDeliverResult Deliver(Card card, CardSpace space, string api)
    {
        CardDeliverResult Failed(string why) => new(space.Type, space.Id, null, why);
        if (world.Faults.Take(FaultKind.CardDeliverFailed, api, card.App) is { } fault) return Failed(fault.Message ?? "system error");
        var robot = space.Model.Text("robotCode");
        if (robot is null && space.Type == Group) return Failed("robotCode is empty");
        if (robot is not null && robot != card.App.RobotCode) return Failed("robotCode is invalid");
        var conversation = space.Type switch
        {
            Group => world.Addresses.Group(space.Id)?.ConversationId,
            Robot when world.Addresses.Person(space.Id) is { External: false } person => AddressBook.PrivateChat(card.App, person),
            _ => null,
        };
        if (conversation is null) return Failed(space.Type is Group or Robot ? "spaceId is invalid" : "spaceType is not supported");
        var place = new CardPlace(space.Type, space.Id, conversation, Ids.ProcessQueryKey(), Ids.Message());
        card.AddPlace(place);
        world.NoteSent(place.CarrierId, card.App, world.Addresses.Group(conversation), space.Id);
        return new CardDeliverResult(space.Type, space.Id, place.CarrierId, "");
    }
}
