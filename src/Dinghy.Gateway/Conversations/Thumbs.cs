using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;

namespace Dinghy.Gateway.Conversations;

/// <summary>A thumb as the whole of a reply to the robot's message: it says what somebody thinks of that answer, and is no question.</summary>
internal static class Thumbs
{
    private static readonly string[] s_up = ["👍", "[赞]", "[强]", "赞", "有用"];
    private static readonly string[] s_down = ["👎", "[弱]", "[踩]", "踩", "没用"];

    /// <summary>What was said, clean and plain; of a thumb, the command that it stands for.</summary>
    public static string? OrText(RobotMessage message, AccountConfig account) => Question.TextOf(message, account) is var text && AsCommand(message, text, account) is { } command ? command : text;

    /// <summary>The command that it stands for; null: it is something else, or thumbs are not collected here.</summary>
    private static string? AsCommand(RobotMessage message, string? text, AccountConfig account)
    {
        if (text is null || text.Length > 16 || message.Quote is not { FromRobot: true } || !account.Reply.Feedback) return null;
        var sign = Plain(text);
        return s_up.Contains(sign) ? "/good" : s_down.Contains(sign) ? "/bad" : null;
    }

    /// <summary>Without the shades that a phone gives a hand, and without blanks.</summary>
    private static string Plain(string text)
    {
        var plain = text.Trim().TrimEnd('\uFE0F');
        return plain.Length == 4 && plain[2] == '\uD83C' && plain[3] is >= '\uDFFB' and <= '\uDFFF' ? plain[..2] : plain;
    }
}
