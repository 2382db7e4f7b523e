using System.Text.Json;
using System.Text.Json.Serialization;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>A template as a card's row keeps it.</summary>
internal static class CardTemplateText
{
    public static string? Of(CardTemplateConfig? template) => template is null ? null : JsonSerializer.Serialize(template, CardTemplateJson.Default.CardTemplateConfig);

    /// <summary>Null: none was kept, or this version can not read it.</summary>
    public static CardTemplateConfig? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, CardTemplateJson.Default.CardTemplateConfig);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.Never, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CardTemplateConfig))]
internal sealed partial class CardTemplateJson : JsonSerializerContext;
