using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Replies.Markdown;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>What a card shows: an answer, laid over the variables of one template. Pure.</summary>
internal sealed class CardFace(CardTemplateConfig template, AccountConfig account, Language language)
{
    /// <summary>Of the text, UTF-8; a fifth of what DingTalk allows a whole card.</summary>
    public const int MostBytes = 20_000;

    /// <summary>Of the thoughts and the steps, each; the newest.</summary>
    private const int MostAside = 8_000;

    public CardLook Growing(AnswerDraft draft)
    {
        var text = DraftText.Shown(draft.Text, MostBytes);
        var aside = Aside(draft);
        Put(aside, template.Status, text.Length > 0 ? AiCardStatus.Inputting : AiCardStatus.Processing);
        Put(aside, template.StopShown, account.HearsPresses ? "true" : "false");
        if (!HasStop) Put(aside, template.StatusLine, CardSentences.HowToStop(language));
        return new CardLook(Content(text), aside) { Empty = text.Length == 0 };
    }

    /// <summary>Everything at once, for a card that is made now.</summary>
    public Dictionary<string, string> Opening(CardLook look)
    {
        var all = new Dictionary<string, string>(template.Fixed, StringComparer.Ordinal);
        Put(all, template.Title, account.BotName ?? "");
        foreach (var (name, value) in look.With(template.Content)) all[name] = value;
        return all;
    }

    /// <param name="reply">What is said.</param>
    /// <param name="text">As much of it as this card carries.</param>
    /// <param name="whole">Nothing follows by another road.</param>
    /// <param name="draft">How the answer came about, when this process made it.</param>
    public CardLook Final(Reply reply, string text, bool whole, AnswerDraft? draft)
    {
        var failed = reply.Closes?.Kind == OutcomeKind.Failed;
        var shown = ReplyFormat.IsMarkdown(reply.Text, account.Reply) ? text : DingTalkMarkdown.From(text);
        var aside = draft is null ? new(StringComparer.Ordinal) : Aside(draft);
        Put(aside, template.Status, failed ? AiCardStatus.Failed : AiCardStatus.Finished);
        Put(aside, template.StopShown, "false");
        var lines = new[] { account.Reply.StatusLine ? reply.Extras.StatusLine : null, whole ? reply.Extras.Footer : null }.Where(line => !string.IsNullOrEmpty(line)).ToList();
        if (template.StatusLine is not null) Put(aside, template.StatusLine, string.Join(" · ", lines));
        else if (whole && !string.IsNullOrEmpty(reply.Extras.Footer)) shown += $"\n\n{reply.Extras.Footer}";
        // Buttons that nobody hears are none: what an answer offers goes as links then.
        var buttons = template.Buttons is not null && account.HearsPresses;
        Put(aside, template.Buttons, buttons ? CardButtons.Json(reply.Extras.Buttons, failed || !account.Reply.Feedback ? null : template) : "[]");
        if (!buttons && whole) shown += CardButtons.AsLinks(reply.Extras.Buttons);
        return new CardLook(shown, aside) { Failed = failed };
    }

    /// <summary>A word in place of an answer that will not come into this card.</summary>
    public CardLook Closing(string word, bool failed)
    {
        var aside = new Dictionary<string, string>(StringComparer.Ordinal);
        Put(aside, template.Status, failed ? AiCardStatus.Failed : AiCardStatus.Finished);
        Put(aside, template.StopShown, "false");
        Put(aside, template.StatusLine, "");
        return new CardLook(word, aside) { Failed = failed };
    }

    private bool HasStop => template.StopShown is not null && account.HearsPresses;

    /// <summary>A template that can not say that we are at work has it said in the text.</summary>
    private string Content(string text)
    {
        var said = text.Length > 0 || template.Status is not null ? text : CardSentences.Thinking(language);
        if (HasStop || template.StatusLine is not null) return said;
        var hint = $"> {CardSentences.HowToStop(language)}";
        return said.Length > 0 ? $"{said}\n\n{hint}" : hint;
    }

    private Dictionary<string, string> Aside(AnswerDraft draft)
    {
        var aside = new Dictionary<string, string>(StringComparer.Ordinal);
        if (account.Reply.Reasoning == ReasoningDisplay.Card) Put(aside, template.Reasoning, End(draft.Thoughts));
        Put(aside, template.Steps, End(string.Join('\n', draft.Steps.Select(step => $"{Sign(step.State)} {step.Tool}"))));
        return aside;
    }

    private static string End(string text) => text.Length <= MostAside ? text : $"…{text[^MostAside..]}";

    private static string Sign(StepState state) => state switch
    {
        StepState.Started => "⏳",
        StepState.Done => "✓",
        _ => "✗",
    };

    private static void Put(Dictionary<string, string> into, string? variable, string value)
    {
        if (variable is not null) into[variable] = value;
    }
}

/// <param name="Content">The text, as DingTalk shows it.</param>
/// <param name="Aside">All other variables that change.</param>
internal sealed record CardLook(string Content, IReadOnlyDictionary<string, string> Aside)
{
    /// <summary>There is nothing to read yet.</summary>
    public bool Empty { get; init; }

    public bool Failed { get; init; }

    /// <summary>Streaming carries the text alone; this look differs in more than that.</summary>
    public bool AsideOf(CardLook other) => Aside.Count != other.Aside.Count || Aside.Any(pair => other.Aside.GetValueOrDefault(pair.Key) != pair.Value);

    public Dictionary<string, string> With(string contentVariable) => new(Aside, StringComparer.Ordinal) { [contentVariable] = Content };
}
