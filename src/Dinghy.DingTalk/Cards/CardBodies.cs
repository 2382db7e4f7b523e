using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Cards;

internal static class CardBodies
{
    private const int ByStaffId = 1;

    public static CardBody Create(Card card, CardSpace space)
    {
        var model = new SpaceModelBody(card.SupportForward) { LastMessageI18n = card.LastMessage.Count > 0 ? card.LastMessage : null };
        return new CardBody(card.OutTrackId)
        {
            CardTemplateId = card.TemplateId,
            CardData = new(card.Data),
            PrivateData = Private(card.PrivateData),
            CallbackType = card.Callbacks.Type,
            CallbackRouteKey = card.Callbacks.RouteKey,
            CardAtUserIds = Ids(card.AtUsers),
            ImGroupOpenSpaceModel = space is GroupCardSpace ? model : null,
            ImRobotOpenSpaceModel = space is PersonCardSpace ? model : null,
            UserIdType = ByStaffId,
        };
    }

    public static CardBody Deliver(string outTrackId, CardSpace space, string robotCode) => Delivered(new CardBody(outTrackId) { UserIdType = ByStaffId }, space, robotCode);

    public static CardBody CreateAndDeliver(Card card, CardSpace space, string robotCode) => Delivered(Create(card, space), space, robotCode);

    public static CardBody Update(CardUpdate update) => new(update.OutTrackId)
    {
        CardData = update.Data.Count > 0 ? new(update.Data) : null,
        PrivateData = Private(update.PrivateData),
        CardUpdateOptions = new(!update.ReplaceAll, !update.ReplaceAll),
        UserIdType = ByStaffId,
    };

    public static CardBody Frame(CardFrame frame) => new(frame.OutTrackId)
    {
        Guid = frame.StepId,
        Key = frame.Key,
        Content = frame.Content,
        IsFull = frame.IsFull,
        IsFinalize = frame.IsFinal,
        IsError = frame.IsError,
    };

    private static CardBody Delivered(CardBody body, CardSpace space, string robotCode) => space switch
    {
        GroupCardSpace group => body with
        {
            OpenSpaceId = space.Id,
            ImGroupOpenDeliverModel = new(robotCode) { AtUserIds = group.AtUsers.Count > 0 ? group.AtUsers : null, Recipients = Ids(group.Recipients) },
        },
        PersonCardSpace person => body with
        {
            OpenSpaceId = space.Id,
            ImRobotOpenDeliverModel = new("IM_ROBOT", robotCode) { Extension = person.DynamicSummary ? new("true") : null },
        },
        _ => throw new ArgumentException($"No wire form for {space.GetType().Name}.", nameof(space)),
    };

    private static Dictionary<string, CardDataBody>? Private(IReadOnlyDictionary<StaffId, IReadOnlyDictionary<string, string>> data) =>
        data.Count == 0 ? null : data.ToDictionary(pair => pair.Key.Value, pair => new CardDataBody(pair.Value), StringComparer.Ordinal);

    private static List<string>? Ids(IReadOnlyList<StaffId> people) => people.Count == 0 ? null : [.. people.Select(person => person.Value)];
}
