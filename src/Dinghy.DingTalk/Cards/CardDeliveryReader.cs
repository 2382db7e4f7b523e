using System.Text.Json;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Cards;

/// <summary>A card call may succeed as a whole while the one space it was for refused the card.</summary>
internal static class CardDeliveryReader
{
    private const int MostWords = 200;

    public static CardDelivery Read(IEnumerable<JsonElement> results)
    {
        if (results.FirstOrDefault() is not { ValueKind: JsonValueKind.Object } result)
            throw new DingTalkApiException(DingTalkFault.BadResponse, "no_delivery", "DingTalk did not say where the card went") { Certain = false };
        if (!result.Flag("success")) throw Refused(result.Filled("errorMsg"));
        return new(result.Filled("spaceType"), result.Filled("spaceId"), result.Filled("carrierId"));
    }

    // errorMsg is a code for some failures and a sentence for others.
    private static DingTalkApiException Refused(string? words)
    {
        words = words is { Length: > MostWords } ? words[..MostWords] : words;
        var fault = words is null ? DingTalkFault.Unknown : FaultTable.Of(words, default);
        return new(fault == DingTalkFault.Unknown ? DingTalkFault.Refused : fault, "not_delivered", $"the card was not delivered: {words ?? "no reason given"}");
    }
}
