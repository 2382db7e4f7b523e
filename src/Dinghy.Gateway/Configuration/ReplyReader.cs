namespace Dinghy.Gateway.Configuration;

/// <summary>The keys of <c>reply</c>.</summary>
internal static class ReplyReader
{
    public static ReplyConfig Read(NodeReader reply, ConfigReport report)
    {
        var defaults = new ReplyConfig();
        var style = reply.Choice("style") switch
        {
            "card" => ReplyStyle.Card,
            "markdown" => ReplyStyle.Markdown,
            "text" => ReplyStyle.Text,
            "action_card" => ReplyStyle.ActionCard,
            _ => defaults.Style,
        };
        var card = CardReader.Read(reply, report);
        if (style == ReplyStyle.Card && card is null)
            report.Warn(reply.PathOf("style"), "card without card_template_id", "name a template; until then answers go as markdown");
        var reasoning = reply.Choice("reasoning") == "card" ? ReasoningDisplay.Card : defaults.Reasoning;
        if (reasoning == ReasoningDisplay.Card && card?.Reasoning is null)
            report.Warn(reply.PathOf("reasoning"), card is null ? "card without card_template_id" : "card, and a template without a variable for it", "name the template's variable in card_fields.reasoning; until then thoughts are not shown");
        return new()
        {
            Style = style,
            PartChars = reply.Whole("part_chars") ?? defaults.PartChars,
            CardAfter = reply.Duration("card_after") ?? defaults.CardAfter,
            Card = card,
            AiLabel = reply.Flag("ai_label") ?? defaults.AiLabel,
            Feedback = reply.Flag("feedback") ?? defaults.Feedback,
            StatusLine = reply.Flag("status_line") ?? defaults.StatusLine,
            FileAbove = reply.Whole("file_above") ?? defaults.FileAbove,
            FileFormat = reply.Choice("file_format") == "zip" ? LongAnswerFile.Zip : defaults.FileFormat,
            MentionAsker = reply.Flag("mention_asker") ?? defaults.MentionAsker,
            Reasoning = reasoning,
            Reaction = reply.Flag("reaction") ?? defaults.Reaction,
        };
    }
}
