using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;

namespace Dinghy.Gateway.Conversations;

/// <summary>
/// A question as the model reads it, and as the conversation remembers it: the words; what was shared or forwarded; what it replies to; a note for each file.
/// Nothing but the words themselves speaks for the person: all else stands in fences, as data.
/// </summary>
internal static class Spoken
{
    private const int LongestName = 40;

    /// <summary>Characters of one quoted message, and of one forwarded record.</summary>
    private static readonly Measure s_whole = new(Quote: 8_000, Shared: 20_000, Files: int.MaxValue);

    /// <summary>What was read once need not be read again with every later question: its beginning tells what it was.</summary>
    private static readonly Measure s_memory = new(Quote: 400, Shared: 1_000, Files: 2_000);

    /// <summary>For the request.</summary>
    /// <param name="context">With its files.</param>
    /// <param name="shown">Pictures that go along as pictures.</param>
    public static string By(TurnContext context, Func<Attachment, bool>? shown = null) => By(context, s_whole, shown);

    /// <summary>For the memory: the person's words whole, of everything else the beginning.</summary>
    public static string Remembered(TurnContext context) => By(context, s_memory, shown: null);

    /// <summary>False: a kind of message that nobody can read, and nothing else.</summary>
    public static bool IsReadable(TurnContext context) => context.Turn.Message.Content switch
    {
        UnknownContent or CardContent { Title: null, Text: null, Url: null } => false,
        ChatRecordContent or CardContent or ActionCardContent => true,
        _ => !string.IsNullOrWhiteSpace(context.Question) || context.Attachments.Count > 0
            || context.Turn.Message.Quote is not null || WantedFile.In(context.Turn.Message).Count > 0,
    };

    private static string By(TurnContext context, Measure measure, Func<Attachment, bool>? shown)
    {
        var chinese = context.Language == Language.Chinese;
        var message = context.Turn.Message;
        var marks = new FileMarks(message, context.Language);
        marks.ToQuotes();
        string?[] blocks =
        [
            Words(context, chinese),
            SharedWords.Of(message.Content, chinese, measure.Shared),
            .. QuotedWords.Of(message, marks, context.Language, measure.Quote),
            measure == s_whole ? AttachmentNotes.Of(context.Attachments, chinese, shown) : AttachmentNotes.Brief(context.Attachments, chinese, measure.Files),
            message.Content is AudioContent { Recognition.Length: > 0 } ? Recognised(chinese) : null,
        ];
        return string.Join("\n\n", blocks.Where(block => !string.IsNullOrEmpty(block)));
    }

    /// <summary>In a group the speaker's name stands before the words, so that the model can tell people apart.</summary>
    private static string? Words(TurnContext context, bool chinese)
    {
        var question = context.Question is { } words && !string.IsNullOrWhiteSpace(words) ? words : null;
        if (question is null && IsReadable(context)) question = chinese ? "（没有写文字。）" : "(No words were written.)";
        if (!context.IsGroup) return question;
        // A name is the person's own choice: it must not be able to look like anything but a name.
        var name = string.Concat(context.Turn.Message.SenderNick.Where(c => !char.IsControl(c) && c is not ('[' or ']')).Take(LongestName));
        return name.Length == 0 ? question : $"[{name}] {question}";
    }

    private static string Recognised(bool chinese) => chinese
        ? "（上面的文字是钉钉对这段语音的识别结果，可能有错字。）"
        : "(The words above are DingTalk's transcript of this voice message and may hold mistakes.)";

    /// <summary>Characters.</summary>
    private sealed record Measure(int Quote, int Shared, int Files);
}
