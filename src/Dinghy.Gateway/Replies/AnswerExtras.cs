using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>What goes with the words of an answer.</summary>
internal static class AnswerExtras
{
    /// <param name="context">The turn.</param>
    /// <param name="draft">What was made.</param>
    /// <param name="words">What is said.</param>
    /// <param name="formats">How each account shows answers.</param>
    /// <param name="generated">By a model: what the gateway says itself, as to a command, goes plain.</param>
    public static ReplyExtras Of(TurnContext context, AnswerDraft draft, string words, ReplyFormats formats, bool generated)
    {
        var config = formats.Of(context.Turn);
        var format = generated && draft.Choices is null && draft.Asks.Count == 0 ? formats.ButtonsOf(context) : null;
        return new ReplyExtras
        {
            Buttons = draft.Asks.Count > 0 ? AskSentences.Buttons(draft.Asks, context.Language)
                : draft.Choices is { } choices ? [.. choices.Choices.Select(choice => new ReplyButton(choice.Label, Url: null, Says: choice.Value))]
                : [.. (format?.Buttons ?? []).Select(button => new ReplyButton(button.Title, button.ActionUrl, Says: null))],
            HorizontalButtons = format is { Horizontal: true },
            ActionCard = generated && config.Style == ReplyStyle.ActionCard,
            // Mainland rules ask for it on what is generated.
            Footer = generated && config.AiLabel && !string.IsNullOrWhiteSpace(draft.Text) && Languages.For("auto", words) == Language.Chinese ? Sentences.AiLabel : null,
            Mention = config.MentionAsker && context is { IsGroup: true, Unprompted: false } ? context.Turn.Message.Sender?.Value : null,
            English = context.Language == Language.English,
        };
    }
}
