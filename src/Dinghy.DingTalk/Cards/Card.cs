using Dinghy.DingTalk.Messages;

namespace Dinghy.DingTalk.Cards;

/// <summary>A card to be made: a template from DingTalk's card builder, and what fills it.</summary>
/// <param name="TemplateId"><c>….schema</c>.</param>
/// <param name="OutTrackId">The caller's own id of this one card, at most <see cref="MaxIdLength"/> characters; makes every call about it repeatable.</param>
/// <param name="Data">Variable to value. Values are strings; numbers, booleans, lists and objects go as JSON text.</param>
public sealed record Card(string TemplateId, string OutTrackId, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>From DingTalk's error list; no page says it.</summary>
    public const int MaxIdLength = 64;

    /// <summary>What only one person sees, by their id.</summary>
    public IReadOnlyDictionary<StaffId, IReadOnlyDictionary<string, string>> PrivateData { get; init; } = new Dictionary<StaffId, IReadOnlyDictionary<string, string>>();

    /// <summary>Where presses go.</summary>
    public CardCallbacks Callbacks { get; init; } = CardCallbacks.Stream;

    /// <summary>Those whom markdown of the card mentions as <c>&lt;a atId=…&gt;</c>.</summary>
    public IReadOnlyList<StaffId> AtUsers { get; init; } = [];

    /// <summary>The line in the chat list, by language: <c>ZH_CN</c>, <c>EN_US</c>…; empty leaves DingTalk's own.</summary>
    public IReadOnlyDictionary<string, string> LastMessage { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>People may forward it.</summary>
    public bool SupportForward { get; init; } = true;
}

/// <summary>Where the presses on a card go. Decided for good when the card is made.</summary>
public sealed record CardCallbacks
{
    private CardCallbacks(string? type, string? routeKey) => (Type, RouteKey) = (type, routeKey);

    /// <summary>To topic <see cref="Stream.StreamTopics.CardCallback"/>.</summary>
    public static CardCallbacks Stream { get; } = new("STREAM", null);

    public static CardCallbacks None { get; } = new(null, null);

    internal string? Type { get; }

    internal string? RouteKey { get; }

    /// <summary>To the address registered under this key.</summary>
    public static CardCallbacks Http(string routeKey) => new("HTTP", routeKey);
}
