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
        text = WithoutMentions(text, account.BotName);
        return PrefixOf(message, account) is { } prefix ? AfterGap(text[prefix.Length..]) : text;
    }

    /// <summary>The configured prefix that an un-mentioned group message begins with.</summary>
    public static string? PrefixOf(RobotMessage message, AccountConfig account)
    {
        if (message.Kind == ConversationKind.Private || message.IsInAtList || Said(message) is not { } text) return null;
        var bare = WithoutMentions(text, account.BotName);
        return account.GroupTrigger.Prefixes.FirstOrDefault(prefix => bare.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static string? Said(RobotMessage message) => message.Content switch
    {
        TextContent text => text.Text,
        AudioContent { Recognition: { Length: > 0 } recognised } => recognised,
        RichTextContent rich when string.Concat(rich.Parts.OfType<RichTextRun>().Select(run => run.Text)) is { Length: > 0 } text => text,
        _ => null,
    };

    /// <summary>DingTalk takes its own robot's name out and leaves the blank; other servers and clients leave "@name ".</summary>
    private static string WithoutMentions(string text, string? botName)
    {
        var rest = AfterGap(text);
        while (rest.StartsWith('@'))
        {
            var named = botName is { Length: > 0 } && rest.AsSpan(1).StartsWith(botName, StringComparison.Ordinal);
            var end = named ? botName!.Length + 1 : EndOfWord(rest);
            if (end < rest.Length && !IsGap(rest[end]) && rest[end] is not ('\n' or '\r')) break;
            rest = AfterGap(rest[end..]);
        }

        return rest;
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
