namespace Dinghy.DingTalk.Wire;

/// <summary>The bodies of all card calls: they are parts of one another, and what a call does not have is not written.</summary>
internal sealed record CardBody(string OutTrackId)
{
    public string? CardTemplateId { get; init; }

    public CardDataBody? CardData { get; init; }

    public IReadOnlyDictionary<string, CardDataBody>? PrivateData { get; init; }

    public CardUpdateOptions? CardUpdateOptions { get; init; }

    public string? CallbackType { get; init; }

    public string? CallbackRouteKey { get; init; }

    public IReadOnlyList<string>? CardAtUserIds { get; init; }

    public SpaceModelBody? ImGroupOpenSpaceModel { get; init; }

    public SpaceModelBody? ImRobotOpenSpaceModel { get; init; }

    public string? OpenSpaceId { get; init; }

    public GroupDeliverBody? ImGroupOpenDeliverModel { get; init; }

    public RobotDeliverBody? ImRobotOpenDeliverModel { get; init; }

    public string? Guid { get; init; }

    public string? Key { get; init; }

    public string? Content { get; init; }

    public bool? IsFull { get; init; }

    public bool? IsFinalize { get; init; }

    public bool? IsError { get; init; }

    /// <summary>1: ids are staff ids.</summary>
    public int? UserIdType { get; init; }
}

internal sealed record CardDataBody(IReadOnlyDictionary<string, string> CardParamMap);

internal sealed record CardUpdateOptions(bool UpdateCardDataByKey, bool UpdatePrivateDataByKey);

internal sealed record SpaceModelBody(bool SupportForward)
{
    public IReadOnlyDictionary<string, string>? LastMessageI18n { get; init; }
}

internal sealed record GroupDeliverBody(string RobotCode)
{
    public IReadOnlyDictionary<string, string>? AtUserIds { get; init; }

    public IReadOnlyList<string>? Recipients { get; init; }
}

internal sealed record RobotDeliverBody(string SpaceType, string RobotCode)
{
    public SummaryBody? Extension { get; init; }
}

/// <summary><c>"true"</c>, as a string.</summary>
internal sealed record SummaryBody(string DynamicSummary);

internal sealed record CallbackRegistration(string CallbackRouteKey, string CallbackUrl, string? ApiSecret, bool ForceUpdate);

/// <summary>The answer to a press; over HTTP it goes bare, over Stream inside <see cref="CardReplyFrame"/>.</summary>
internal sealed record CardReplyBody
{
    public CardUpdateOptions? CardUpdateOptions { get; init; }

    public CardDataBody? CardData { get; init; }

    public CardDataBody? UserPrivateData { get; init; }
}

internal sealed record CardReplyFrame(CardReplyBody Response);
