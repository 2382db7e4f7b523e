using System.Diagnostics.CodeAnalysis;

namespace Dinghy.DingTalk.Cards;

/// <summary>Somebody pressed a button or sent a form of a card. Answer within 2 s; DingTalk does not repeat it.</summary>
public sealed record CardCallback
{
    /// <summary>The id under which the card was made.</summary>
    public required string OutTrackId { get; init; }

    /// <summary>Who pressed: a staff id, unless <see cref="IsUnionId"/>. Whether they may is the caller's to check.</summary>
    public required string UserId { get; init; }

    public bool IsUnionId { get; init; }

    /// <summary>The presser's organisation.</summary>
    public string? CorpId { get; init; }

    /// <summary>The chat's conversation id, in groups; nothing should depend on it.</summary>
    public string? SpaceId { get; init; }

    /// <summary>Seen: <c>im</c>, <c>IM_GROUP</c>, <c>IM_ROBOT</c>.</summary>
    public string? SpaceType { get; init; }

    /// <summary>Ids of the pressed components; at most <see cref="CardCallbackReader.MaxActions"/>.</summary>
    public IReadOnlyList<string> ActionIds { get; init; } = [];

    /// <summary>
    /// What the template's author bound to the button, and the fields of a form; at most <see cref="CardCallbackReader.MaxParams"/>.
    /// Lists and objects as JSON text. Written by the presser's client: input like any other.
    /// </summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Either a press, or why there is none.</summary>
public sealed record CardCallbackReading
{
    private CardCallbackReading() { }

    public CardCallback? Callback { get; private init; }

    /// <summary>A short code: <c>json</c>, <c>not_object</c>, or <c>missing_</c>, <c>bad_</c> and a field's name.</summary>
    public string? Malformed { get; private init; }

    [MemberNotNullWhen(true, nameof(Callback))]
    [MemberNotNullWhen(false, nameof(Malformed))]
    public bool IsCallback => Callback is not null;

    internal static CardCallbackReading Of(CardCallback callback) => new() { Callback = callback };

    internal static CardCallbackReading Bad(string reason) => new() { Malformed = reason };
}
