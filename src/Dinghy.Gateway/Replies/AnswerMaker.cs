using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>A whole answer as replies: its words with all that belongs to them first, then a long text's file, files, and the reasoning for its channel.</summary>
/// <param name="formats">How each account shows answers.</param>
/// <param name="roster">Who can be called by name.</param>
/// <param name="pictures">Null: no picture is brought to DingTalk.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerMaker(ReplyFormats formats, Roster roster, AnswerPictures? pictures, TimeProvider time)
{
    /// <summary>Null: there is nothing to say and nothing to show.</summary>
    public async Task<NewReply?> MakeAsync(TurnContext context, AnswerDraft draft, AgentUpdate.Finished end, CancellationToken ct)
    {
        if (Words(context, draft) is not { } words) return null;
        var turn = context.Turn;
        var extras = AnswerExtras.Of(context, draft, words, formats, generated: !((context.Aside || context.Unprompted) && end.Usage is null)) with { Names = roster.Called(turn, words), StatusLine = formats.StatusLine(context, end.Usage) };
        var pictured = pictures is null ? words : await pictures.ShowAsync(context, words, ct);
        var said = WithAsides(pictured, draft, context.Language);
        var shown = extras.ActionCard || extras.Buttons.Count > 0 ? formats.ShownAsMarkdown(turn, said) : formats.Shown(turn, said);
        var reply = new NewReply(turn.Id, shown, TurnOutcome.Answered, Remembering.Exchange(context, words, time.GetUtcNow(), end.Did))
        {
            Effects = Remembering.Effects(context, end),
            Extras = extras,
            Then = [.. Files(context, draft), .. Reasoning(context, draft)],
        };
        return IsLong(context, shown) ? Summarized(context, reply) : reply;
    }

    /// <summary>What a tool has promised the person goes out however the answer ended.</summary>
    public static IReadOnlyList<NewReply> Files(TurnContext context, AnswerDraft draft) =>
    [
        .. draft.Files.Select(file => new NewReply(context.Turn.Id, FileSentences.NotSent(file.Name, context.Language), Closes: null, Remember: [])
        {
            Extras = new ReplyExtras
            {
                File = new ReplyFile(file.Path, file.Name, file.Kind.ToString().ToLowerInvariant(), (long?)file.Duration?.TotalMilliseconds) { Agent = context.Route.Agent, Text = file.Text },
                Kept = true,
                English = context.Language == Language.English,
            },
        }),
    ];

    private IEnumerable<NewReply> Reasoning(TurnContext context, AnswerDraft draft)
    {
        if (formats.ReasoningChannelOf(context.Turn) is not { } channel || string.IsNullOrWhiteSpace(draft.Thoughts)) yield break;
        yield return new NewReply(context.Turn.Id, ReasoningText.Of(context, draft.Thoughts), Closes: null, Remember: [])
        {
            Extras = new ReplyExtras { To = channel, Kept = true, English = context.Language == Language.English },
        };
    }

    /// <summary>The model's own, or a sentence for an answer that is nothing but buttons or files.</summary>
    private static string? Words(TurnContext context, AnswerDraft draft)
    {
        if (!string.IsNullOrWhiteSpace(draft.Text)) return draft.Text;
        if (draft.Choices is { } choices) return choices.Question.Length > 0 ? choices.Question : Sentences.Choose(context.Language);
        if (draft.Asks.Count > 0) return AskSentences.Before(context.Language);
        return draft.Files.Count > 0 ? FileSentences.Here(draft.Files.Count, context.Language) : null;
    }

    /// <summary>The question of the buttons, and what the model has to say beside its files.</summary>
    private static string WithAsides(string words, AnswerDraft draft, Language language)
    {
        var asides = draft.Files.Where(file => file.Caption is not null).Select(file => $"{file.Name}: {file.Caption}");
        if (draft.Choices is { Question: { Length: > 0 } question } && !words.Contains(question, StringComparison.Ordinal)) asides = asides.Append(question);
        return string.Join("\n\n", [words, .. asides, .. draft.Notes.Select(note => language == Language.Chinese ? note.Chinese : note.English), .. draft.Asks.Select(ask => AskSentences.Of(ask, language))]);
    }

    /// <summary>Files go by OpenAPI only, which reaches nobody of another organisation.</summary>
    private bool IsLong(TurnContext context, string shown) =>
        formats.Of(context.Turn).FileAbove is > 0 and var above && shown.Length > above
        && (context.Turn.Message.Kind == ConversationKind.Group || context.Turn.Message.Sender is not null);

    /// <summary>The summary first, with all that is to be pressed; the turn ends with the whole.</summary>
    private NewReply Summarized(TurnContext context, NewReply answer)
    {
        var summary = LongAnswer.Summary(answer.Text, context.Language);
        var whole = answer with
        {
            Extras = new ReplyExtras { AsFile = true, Footer = answer.Extras.Footer, English = answer.Extras.English },
            Then = [],
        };
        return answer with
        {
            Text = answer.Extras.Buttons.Count > 0 || answer.Extras.ActionCard ? formats.ShownAsMarkdown(context.Turn, summary) : formats.Shown(context.Turn, summary),
            Closes = null,
            Remember = [],
            Effects = TurnEffects.None,
            Extras = answer.Extras with { Kept = true },
            Then = [whole, .. answer.Then],
        };
    }
}
