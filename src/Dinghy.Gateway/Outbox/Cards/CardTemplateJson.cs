using System.Text.Json;
using System.Text.Json.Serialization;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>A template as it lies beside its card: the configuration may name another one by the time the card is finished or pressed.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CardTemplateConfig))]
internal sealed partial class CardTemplateJson : JsonSerializerContext
{
    public static string Write(CardTemplateConfig template) => JsonSerializer.Serialize(template, Default.CardTemplateConfig);

    /// <returns>Null: none was kept, or none that this version can read.</returns>
    public static CardTemplateConfig? Read(string? kept)
    {
        try
        {
            return kept is null ? null : JsonSerializer.Deserialize(kept, Default.CardTemplateConfig);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
