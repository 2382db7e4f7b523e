using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>An outgoing message as a session webhook wants it.</summary>
internal static class WebhookForm
{
    /// <exception cref="DingTalkApiException">Invalid: this message has no such form.</exception>
    public static byte[] Of(RobotOutMessage message)
    {
        var body = message switch
        {
            RobotText text => new WebhookBody("text") { Text = new(text.Content), At = At(text.At) },
            RobotMarkdown markdown => new WebhookBody("markdown") { Markdown = new(markdown.Title, markdown.Text), At = At(markdown.At) },
            RobotLink link => new WebhookBody("link") { Link = new(link.Title, link.Text, link.MessageUrl, link.PictureUrl) },
            RobotActionCard card => new WebhookBody("actionCard") { ActionCard = Card(card), At = At(card.At) },
            RobotImage => throw Invalid("no_webhook_form", "a session webhook takes no pictures; send markdown with ![](address or media id), or use OpenAPI"),
            RobotFile or RobotAudio or RobotVideo => throw Invalid("no_webhook_form", "a session webhook takes no files, sounds or films; use OpenAPI"),
            _ => throw new ArgumentException($"No wire form for {message.GetType().Name}.", nameof(message)),
        };
        return JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Compact.WebhookBody);
    }

    private static ActionCardBody Card(RobotActionCard card)
    {
        var body = new ActionCardBody(card.Title, card.Text, card.Orientation == ButtonOrientation.Horizontal ? "1" : "0");
        return card.Buttons switch
        {
            [] => throw Invalid("no_buttons", "an action card needs a button"),
            [var only] => body with { SingleTitle = only.Title, SingleUrl = only.Url },
            _ => body with { Btns = [.. card.Buttons.Select(button => new ButtonBody(button.Title, button.Url))] },
        };
    }

    private static AtBody? At(RobotMentions? at)
    {
        if (at is null) return null;
        if (at.Users.Count > RobotMentions.MaxUsers) throw Invalid("too_many_mentions", $"DingTalk notifies at most {RobotMentions.MaxUsers} people of one message; not sent");
        return new(
            at.Users.Count > 0 ? [.. at.Users.Select(user => user.Value)] : null,
            at.DingTalkIds.Count > 0 ? at.DingTalkIds : null,
            at.IsAtAll);
    }

    private static DingTalkApiException Invalid(string code, string message) => new(DingTalkFault.Invalid, code, message);
}
