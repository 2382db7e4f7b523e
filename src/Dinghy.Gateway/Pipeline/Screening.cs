using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Tools.Sending;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Puts moderation around what agents use: every model behind stand-ins for personal data, every message of a tool behind the lists.</summary>
internal static class Screening
{
    /// <summary>The same parts, each model of which sees no personal data.</summary>
    public static GatewayParts Masked(GatewayParts parts, ModerationConfig config)
    {
        if (config.Mask.Count == 0) return parts;
        IChatClient Behind(IChatClient client) => new MaskingChatClient(client, config.Mask);
        ModelChoice Choice(ModelChoice choice) => choice is ModelReady ready ? ready with { Client = Behind(ready.Client) } : choice;
        return parts with
        {
            Model = parts.Model is { } model ? Behind(model) : null,
            ModelNamed = parts.ModelNamed is { } named ? (name, fallbacks) => Choice(named(name, fallbacks)) : null,
            Models = new ModelShelf(name => Choice(parts.Models.Find(name)), parts.Models.Known),
            ImageModel = parts.ImageModel is { } image ? Behind(image) : null,
        };
    }

    /// <summary>What is stopped is not sent; the tool has failed.</summary>
    public static SendNow Of(Moderator moderator, SendNow send) => async (context, message, ct) =>
    {
        var words = string.Join('\n', message.Buttons.SelectMany(button => (string?[])[button.Title, button.Says]).OfType<string>().Prepend(message.Text));
        if (!await moderator.MaySendAsync(context, words, ct)) throw new InvalidOperationException("The operator's rules for content stop this message.");
        await send(context, message, ct);
    };
}
