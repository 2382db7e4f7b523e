using System.Text.Json;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Cards;

/// <summary>
/// What a press changes at once, for the presser alone: DingTalk shows even <see cref="Data"/> only to them. To change the card for
/// everybody, answer and then call <see cref="CardApi.UpdateAsync"/>.
/// </summary>
public sealed record CardCallbackReply
{
    private static readonly Dictionary<string, string> _none = new(StringComparer.Ordinal);

    /// <summary>The press is taken; the card stays as it is.</summary>
    public static CardCallbackReply Nothing { get; } = new();

    /// <summary>Variable to value; the others stay as they are.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = _none;

    /// <summary>The presser's own variables.</summary>
    public IReadOnlyDictionary<string, string> PrivateData { get; init; } = _none;

    /// <summary>For <see cref="StreamTopics.CardCallback"/>.</summary>
    public StreamReply ToStreamReply() => StreamReply.Ok with { Data = JsonSerializer.Serialize(new CardReplyFrame(Body()), WireJson.Compact.CardReplyFrame) };

    /// <summary>The body of the answer to an HTTP callback: JSON text.</summary>
    public string ToHttpBody() => JsonSerializer.Serialize(Body(), WireJson.Compact.CardReplyBody);

    private CardReplyBody Body() => new()
    {
        CardUpdateOptions = Data.Count + PrivateData.Count > 0 ? new(UpdateCardDataByKey: true, UpdatePrivateDataByKey: true) : null,
        CardData = Data.Count > 0 ? new(Data) : null,
        UserPrivateData = PrivateData.Count > 0 ? new(PrivateData) : null,
    };
}
