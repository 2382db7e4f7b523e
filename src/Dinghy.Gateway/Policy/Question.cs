using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Policy;

/// <summary>What a person asked, as the agent shall read it: no mention, no trigger prefix, every other character as it was.</summary>
internal static class Question
{
    /// <summary>Null: a kind of message that holds no text.</summary>
    public static string? TextOf(RobotMessage message, AccountConfig account) => Said(message) is { } text ? In(text, message, account) : null;

    /// <summary>The same of the message's words in another form: rich text as it is shown to the model.</summary>
    public static string In(string words, RobotMessage message, AccountConfig account)
    {
        if (message.Kind == ConversationKind.Private) return words;
        words = WithoutMention(words, message, account.BotName);
        return PrefixOf(message, account) is { } prefix ? WithoutPrefix(words, prefix) : words;
    }

    /// <summary>There is something to ask about even where no words are left: what it replies to, or what stands among them.</summary>
    public static bool IsMoreThanWords(RobotMessage message) =>
        message.Quote is not null || (message.Content is RichTextContent rich && rich.Parts.Any(part => part is RichTextPicture or RichTextMedia));

    /// <summary>The configured prefix that an un-mentioned group message begins with.</summary>
    public static string? PrefixOf(RobotMessage message, AccountConfig account)
    {
        if (message.Kind == ConversationKind.Private || message.IsInAtList || Said(message) is not { } text) return null;
        var bare = WithoutMention(text, message, account.BotName);
        return GroupRules.Of(account, message.Conversation).Prefixes.FirstOrDefault(prefix => bare.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static string? Said(RobotMessage message) => message.Content switch
    {
        TextContent text => text.Text,
        AudioContent { Recognition: { Length: > 0 } recognised } => recognised,
        RichTextContent rich => Said(rich),
        _ => null,
    };

    /// <summary>Only the words: blank ones beside a picture are none.</summary>
    private static string? Said(RichTextContent rich)
    {
        var words = string.Concat(rich.Parts.Select(part => part switch
        {
            RichTextRun run => run.Text,
            RichTextMention mention => $"@{mention.Name}",
            RichTextEmoji emoji => emoji.Text,
            _ => "",
        }));
        return string.IsNullOrWhiteSpace(words) && (rich.Parts.Count == 0 || rich.Parts.Any(part => part is not RichTextRun)) ? null : words;
    }

    /// <summary>An emphasis may open before it.</summary>
    private static string WithoutPrefix(string words, string prefix)
    {
        var at = words.IndexOf(prefix, StringComparison.Ordinal);
        return at >= 0 && words.AsSpan(0, at).Trim("*`\n").IsEmpty ? words[..at] + AfterGap(words[(at + prefix.Length)..]) : words;
    }

    /// <summary>
    /// Only the robot's own mention goes: DingTalk takes it out itself and leaves its blank, other servers leave "@name ".
    /// Every other name is part of the question: "@Ann's number?", "@Override".
    /// </summary>
    private static string WithoutMention(string text, RobotMessage message, string? botName)
    {
        var rest = AfterGap(text);
        if (botName is { Length: > 0 })
        {
            while (EndOfName(rest, botName) is { } end) rest = AfterGap(rest[end..]);
            return rest;
        }

        var left = message.IsInAtList && rest.Length == text.Length && rest.Length > 1 && rest[0] == '@' && !char.IsWhiteSpace(rest[1]);
        return left ? AfterGap(rest[EndOfWord(rest)..]) : rest;
    }

    private static int? EndOfName(string text, string name)
    {
        var end = name.Length + 1;
        if (!text.StartsWith('@') || !text.AsSpan(1).StartsWith(name, StringComparison.Ordinal)) return null;
        return end == text.Length || char.IsWhiteSpace(text[end]) ? end : null;
    }

    /// <summary>Drops blanks up to the first word or line end, and that one line end; the indent of the next line stays.</summary>
    private static string AfterGap(string text)
    {
        var at = 0;
        while (at < text.Length && IsGap(text[at])) at++;
        if (at < text.Length && text[at] == '\r') at++;
        if (at < text.Length && text[at] == '\n') at++;
        return text[at..];
    }

    private static int EndOfWord(string text)
    {
        var at = 1;
        while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    private static bool IsGap(char c) => c is not ('\n' or '\r') && char.IsWhiteSpace(c);
}
