using System.Text;
using System.Text.Json;

namespace Dinghy.DingTalk.Webhook;

/// <summary>Looks at bodies that come by HTTP, before anybody reads them. Never throws.</summary>
public static class WebhookBodyReader
{
    /// <summary>Tells what a body is; null: no JSON object. Walks over the rest without making anything of it.</summary>
    public static WebhookBody? Look(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[3..];
        try
        {
            var reader = new Utf8JsonReader(utf8);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            var body = new WebhookBody();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) body = Member(ref reader, body);
            // Anything behind the object makes the next step throw.
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? body : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static WebhookBody Member(ref Utf8JsonReader reader, WebhookBody body)
    {
        var found = reader.ValueTextEquals("encrypt"u8) ? 1 : reader.ValueTextEquals("EventType"u8) ? 2 : reader.ValueTextEquals("robotCode"u8) ? 3 : reader.ValueTextEquals("chatbotCorpId"u8) ? 4 : 0;
        reader.Read();
        if (found > 0 && reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString();
            return found switch
            {
                1 => body with { Encrypt = text },
                2 => body with { EventType = text },
                3 => body with { RobotCode = text },
                _ => body with { ChatbotCorpId = text },
            };
        }

        reader.Skip();
        return body;
    }
}
