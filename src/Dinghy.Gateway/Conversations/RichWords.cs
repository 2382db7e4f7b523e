using System.Text;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;

namespace Dinghy.Gateway.Conversations;

/// <summary>Rich text as markdown: the order and the emphasis of its parts, and a mark where a picture or a file stood.</summary>
internal static class RichWords
{
    public static string Of(RichTextContent rich, FileMarks marks, Language language)
    {
        var text = new StringBuilder();
        foreach (var part in rich.Parts) text.Append(Words(part, marks, language));
        return text.ToString();
    }

    private static string Words(RichTextPart part, FileMarks marks, Language language) => part switch
    {
        RichTextRun run => Styled(run),
        RichTextMention mention => $"@{mention.Name}",
        RichTextPicture or RichTextMedia => marks.Next(),
        RichTextEmoji emoji => emoji.Text,
        RichTextSkill skill => $"[{(language == Language.Chinese ? "技能" : "skill")} {Fence.Label(skill.Name, 100)}]",
        RichTextOther other => $"[{(language == Language.Chinese ? "读不了的内容" : "unreadable")} {Fence.Label(other.Type, 40)}]",
        _ => "",
    };

    private static string Styled(RichTextRun run) => run.Style switch
    {
        "bold" => Around(run.Text, "**"),
        "italic" => Around(run.Text, "*"),
        "inlineCode" when run.Text.Length > 0 && !run.Text.Contains('\n') => Code(run.Text),
        "pre" or "inlineCode" when run.Text.Length > 0 => Block(run.Text),
        _ => run.Text,
    };

    // Markdown takes no blank next to its marks.
    private static string Around(string text, string mark)
    {
        var words = text.Trim();
        if (words.Length == 0) return text;
        var start = text.IndexOf(words, StringComparison.Ordinal);
        return $"{text[..start]}{mark}{words}{mark}{text[(start + words.Length)..]}";
    }

    private static string Code(string text)
    {
        var tick = new string('`', Fence.LongestRun(text) + 1);
        return tick.Length > 1 ? $"{tick} {text} {tick}" : $"`{text}`";
    }

    private static string Block(string text)
    {
        var fence = new string('`', Math.Max(3, Fence.LongestRun(text) + 1));
        return $"\n{fence}\n{text.TrimEnd('\n')}\n{fence}\n";
    }
}
