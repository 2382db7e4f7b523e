using System.Globalization;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>What a card says besides the answer.</summary>
internal static class CardSentences
{
    public static string Thinking(Language language) => In(language, "正在思考……", "Thinking…");

    public static string HowToStop(Language language) => In(language, "发送 /stop 可以停止回答", "Send /stop to stop this answer");

    /// <summary>The line in the chat list.</summary>
    public static string InChatList(Language language) => In(language, "[AI 回答]", "[AI answer]");

    public static string Below(Language language) => In(language, "回答没能显示在这张卡片里，请看下方消息。", "The answer could not be shown in this card; please see the message below.");

    public static string Lost(Language language) => In(language, "抱歉，这条回答没能送达，请再问一次。", "Sorry, this answer could not be delivered. Please ask again.");

    public static string Restarting(Language language) => In(language, "服务正在重启，回答稍后会以新消息发出。", "The service is restarting; the answer will follow as a new message.");

    public static string Interrupted(Language language) => In(language, "这张卡片在服务中断时停住了，不再更新。", "This card was cut off by an interruption of the service and is not updated any more.");

    public static string EndedThere(string reason, Language language) => reason == Reasons.Superseded
        ? In(language, "（您有新的问题，这条回答到此为止）", "(ended here for your next question)")
        : In(language, "（已停止）", "(stopped)");

    public static string MayNotStop(Language language) => In(language, "只有提问的人或负责人可以停止这条回答。", "Only the person who asked, or an owner of the bot, may stop this answer.");

    public static string NotRunning(Language language) => In(language, "这条回答已经结束了。", "This answer has already ended.");

    public static string Stopping(Language language) => In(language, "正在停止……", "Stopping…");

    public static string NotAllowed(Language language) => In(language, "您还没有使用这个机器人的权限。", "You are not allowed to use this bot yet.");

    public static string Thanks(Language language) => In(language, "已记录，谢谢反馈。", "Noted, thank you.");

    public static string Chosen(Language language) => In(language, "已收到您的选择。", "Your choice was received.");

    public static string NothingToPress(Language language) => In(language, "这个按钮已经没有作用了。", "This button does nothing any more.");

    /// <summary>Model, seconds, tokens.</summary>
    public static string Usage(AgentUsage usage, Language language)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{usage.Elapsed.TotalSeconds:0.0}");
        var tokens = usage.InputTokens + usage.OutputTokens;
        var parts = new[]
        {
            usage.Model,
            In(language, $"{seconds} 秒", $"{seconds} s"),
            tokens is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens"),
        };
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }

    private static string In(Language language, string zh, string en) => language == Language.Chinese ? zh : en;
}
