using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Messages;

/// <summary>Markdown with buttons, as far as a road has them; what it has no button for stands in the text.</summary>
internal static class ActionCards
{
    public static RobotOutMessage On(Road road, ReplyExtras extras, string title, string text, RobotMentions? at)
    {
        // A card can not be without a button; one that says "go on" does no harm.
        var buttons = extras.Buttons.Count > 0 ? extras.Buttons.Select(Button).ToList() : [GoOn(extras.English)];
        var most = road == Road.Webhook ? buttons.Count : RobotActionCard.MaxOpenApiButtons;
        var orientation = extras.HorizontalButtons ? ButtonOrientation.Horizontal : ButtonOrientation.Vertical;
        var card = new RobotActionCard(title, "", [.. buttons.Take(most)], orientation) { At = at };
        // Long words behind the buttons can leave no room for the answer; then they are words to say again.
        if (!AccountRoads.LeavesRoom(road, card)) return new RobotMarkdown(title, Lines(text, buttons.Select(button => $"- {button.Title}"))) { At = at };
        return card with { Text = Lines(text, buttons.Skip(most).Select(Link)) };
    }

    private static RobotButton Button(ReplyButton button) =>
        button.Url is { } url ? new RobotButton(button.Title, url) : RobotButton.Say(button.Title, button.Says ?? button.Title);

    private static RobotButton GoOn(bool english) => english ? RobotButton.Say("Go on", "go on") : RobotButton.Say("继续", "继续");

    private static string Link(RobotButton button) => $"[{button.Title.Replace('[', '(').Replace(']', ')')}]({button.Url})";

    private static string Lines(string text, IEnumerable<string> lines) => string.Join("\n\n", [text, .. lines]);
}
