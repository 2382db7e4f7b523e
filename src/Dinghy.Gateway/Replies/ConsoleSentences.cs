using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Replies;

/// <summary>What the robot says to those who may use the web console.</summary>
internal static class ConsoleSentences
{
    /// <param name="language">To speak.</param>
    /// <param name="code">Lets into the console, once.</param>
    /// <param name="minutes">How long.</param>
    public static string Code(Language language, string code, int minutes) => language == Language.Chinese
        ? $"控制台登录码：{code}\n\n{minutes} 分钟内有效，只能用一次。如果不是您在登录，不用理会；不要把它告诉任何人。"
        : $"Console login code: {code}\n\nGood for {minutes} minutes, once. If you are not logging in, ignore it; never tell it to anybody.";
}
