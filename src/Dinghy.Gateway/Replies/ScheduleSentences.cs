using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>What is said of schedules besides their answers.</summary>
internal static class ScheduleSentences
{
    private const int MostWords = 40;

    /// <summary>To whoever made it.</summary>
    /// <param name="schedule">Which.</param>
    /// <param name="outcome">As <see cref="TurnOutcome"/> spells it.</param>
    /// <param name="paused">It is tried no more.</param>
    /// <param name="toOwner">Whoever hears it may start it again.</param>
    /// <param name="language">To speak.</param>
    public static string Failed(Schedule schedule, string outcome, bool paused, bool toOwner, Language language)
    {
        var reason = outcome.Split(':', 2) is [_, var code] ? code : outcome;
        var why = Why(reason, language);
        var what = TitleOf(schedule);
        if (language == Language.Chinese)
            return paused
                ? $"定时任务 {schedule.Id}「{what}」已经连续 {schedule.Failures} 次没有成功，现在暂停了。原因：{why}处理好以后，请重新设置一个，或{(toOwner ? "" : "请负责人")}用 dinghy cron enable {schedule.Id} 恢复。"
                : $"定时任务 {schedule.Id}「{what}」这一次没有成功。原因：{why}到下次时间会再试；如果还是失败，不再重复提醒。";
        return paused
            ? $"Schedule {schedule.Id} \"{what}\" has failed {schedule.Failures} times in a row and is paused now. Reason: {why} Once that is mended, set it anew, or {(toOwner ? "" : "have the owner ")}run dinghy cron enable {schedule.Id}."
            : $"Schedule {schedule.Id} \"{what}\" did not work this time. Reason: {why} It will be tried at its next time; further failures are not told one by one.";
    }

    /// <summary>Its name, else how it begins.</summary>
    public static string TitleOf(Schedule schedule)
    {
        var words = (schedule.Name.Length > 0 ? schedule.Name : schedule.Message).ReplaceLineEndings(" ");
        return words.Length <= MostWords ? words : $"{words[..(char.IsHighSurrogate(words[MostWords - 1]) ? MostWords - 1 : MostWords)]}…";
    }

    private static string Why(string reason, Language language) => (reason, language) switch
    {
        (Reasons.NoAccount, Language.Chinese) => "这个机器人已经不在配置里。",
        (Reasons.NoAccount, _) => "This robot has left the configuration.",
        (Reasons.Undelivered, Language.Chinese) => "钉钉没有收下这条消息。",
        (Reasons.Undelivered, _) => "DingTalk did not take the message.",
        (Reasons.NotAllowed or Reasons.NotPaired or Reasons.DirectDisabled or Reasons.GroupDisabled or Reasons.External or Reasons.NoStaffId, Language.Chinese) => "您现在没有使用这个机器人的权限。",
        (Reasons.NotAllowed or Reasons.NotPaired or Reasons.DirectDisabled or Reasons.GroupDisabled or Reasons.External or Reasons.NoStaffId, _) => "You may not use this robot at present.",
        _ => Sentences.For(reason, language),
    };
}
