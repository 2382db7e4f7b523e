using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Replies;

/// <summary>What is said at the door: to strangers, to those who were let in, to newcomers.</summary>
internal static class DoorSentences
{
    /// <param name="language">To speak.</param>
    /// <param name="person">Their own id, so that they can tell it to whoever runs the robot.</param>
    /// <param name="code">To be given to an owner.</param>
    /// <param name="account">Named in the command where there are several; else null.</param>
    public static string Pairing(Language language, string person, string code, string? account)
    {
        var command = $"dinghy pairing approve dingtalk {code}{(account is null ? "" : $" --account {account}")}";
        return language == Language.Chinese
            ? $"您还没有使用权限。请把下面的信息发给负责人：\n\n您的 ID：{person}\n配对码：{code}（一小时内有效）\n\n负责人执行：{command}"
            : $"You do not have access yet. Please send this to the owner of this robot:\n\nYour id: {person}\nPairing code: {code} (good for one hour)\n\nThe owner runs: {command}";
    }

    public static string LetIn(Language language) => language == Language.Chinese
        ? "负责人已经通过了您的申请，现在可以直接和我对话了。"
        : "Your access has been approved. You can talk to me now.";

    /// <summary>The day of a limit is this machine's, which need not be the person's: the hour is said with its zone, and how long it is until then.</summary>
    /// <param name="language">To speak.</param>
    /// <param name="limit">Messages a day.</param>
    /// <param name="now">The time.</param>
    /// <param name="zone">Of the limit's day.</param>
    public static string DailyLimit(Language language, int limit, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (offset, left) = UntilMidnight(now, zone);
        var (hours, minutes) = ((int)left.TotalHours, left.Minutes);
        return language == Language.Chinese
            ? $"您今天的 {limit} 条消息已经用完了，零点（{offset}）恢复，还有 {(hours > 0 ? $"{hours} 小时 " : "")}{minutes} 分钟。"
            : $"You have used up your {limit} messages for today. They are back at 00:00 ({offset}), in {(hours > 0 ? $"{hours} h " : "")}{minutes} min.";
    }

    private static (string Offset, TimeSpan Left) UntilMidnight(DateTimeOffset now, TimeZoneInfo zone)
    {
        var midnight = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(1);
        // Where the clock skips midnight the day begins with the first minute there is.
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(1);
        var offset = zone.GetUtcOffset(midnight);
        // Up to the minute: never a time at which they would be refused again.
        var left = TimeSpan.FromMinutes(Math.Ceiling((new DateTimeOffset(midnight, offset) - now).TotalMinutes));
        return ($"UTC{(offset < TimeSpan.Zero ? "-" : "+")}{offset:h\\:mm}", left);
    }

    public static string Refused(Language language) => language == Language.Chinese
        ? "抱歉，您没有使用我的权限，如有需要请联系负责人。"
        : "Sorry, you do not have access to me. Please ask the owner of this robot if you need it.";

    /// <summary>Short, with three things to try.</summary>
    /// <param name="language">To speak.</param>
    /// <param name="name">The robot's; null: none.</param>
    /// <param name="group">Said to a group.</param>
    public static string Welcome(Language language, string? name, bool group) => language == Language.Chinese
        ? $"您好，{(name is null ? "我是 AI 助手" : $"我是 {name}")}。{(group ? "在群里 @我 就可以提问" : "直接发消息给我就行")}，比如：\n• 帮我写一份本周的工作总结\n• 把这段话翻译成英文：……\n• 用三句话讲清楚什么是现金流"
        : $"Hello, {(name is null ? "I am an AI assistant" : $"I am {name}")}. {(group ? "Mention me in this group to ask" : "Just write to me")}, for example:\n• Write a summary of my week at work\n• Translate this into Chinese: …\n• Explain cash flow in three sentences";
}
