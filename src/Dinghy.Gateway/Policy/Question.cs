using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Policy;

/// <summary>What a person asked, as the agent shall read it: no mention, no trigger prefix, every other character as it was.</summary>
internal static class Question
{
    /// <summary>Null: a kind of message that holds no text.</summary>
    public static string? TextOf(RobotMessage message, AccountConfig account)
    {
        if (Said(message) is not { } text) return null;
        if (message.Kind == ConversationKind.Private) return text;
        text = WithoutMention(text, message, account.BotName);
        return PrefixOf(message, account) is { } prefix ? AfterGap(text[prefix.Length..]) : text;
    }

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
        RichTextContent rich when rich.Parts.OfType<RichTextRun>().Any(run => run.Text.Length > 0) => string.Concat(rich.Parts.Select(Words)),
        _ => null,
    };

    /// <summary>What this version can not read is named, so that neither the model nor the person takes it for read.</summary>
    private static string Words(RichTextPart part) => part switch
    {
        RichTextRun run => run.Text,
        RichTextMention mention => $"@{mention.Name}",
        RichTextPicture => "[图片]",
        RichTextMedia => "[文件]",
        _ => "",
    };

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
