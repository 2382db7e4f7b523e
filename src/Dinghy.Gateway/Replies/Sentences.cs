using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>The one place that turns a fault into a sentence for the chat: kind, short, in the person's language, nothing internal.</summary>
internal static class Sentences
{
    public static string For(string reason, Language language)
    {
        var (zh, en) = reason switch
        {
            Reasons.UnsupportedKind => (
                "钉钉没有把这种消息的内容交给机器人，我读不到。可以发文字、图片、图文、语音、视频、文件、聊天记录或文档链接；也可以把内容复制成文字发给我。",
                "DingTalk does not hand this kind of message over to robots, so I can not read it. Text, pictures, voice, video, files, chat records and document links work; or paste the content as text."),
            Reasons.Busy => ("这个会话里等待的消息太多了，这条没有排上队。请等前面的答完再发一次。", "Too many messages are waiting in this conversation, so this one was not queued. Please send it again once the earlier ones are answered."),
            Reasons.TooFast => ("您发得有点快，请过一分钟再发。", "You are sending messages too quickly. Please wait a minute."),
            Reasons.DailyLimit => ("您今天的消息数已经用完了，明天再来吧。", "You have used up your messages for today. Please come back tomorrow."),
            Reasons.Expired => ("抱歉，服务中断期间的消息已经过期，没有处理。如果还需要，请再发一次。", "Sorry, messages sent while the service was down have expired and were not handled. Please send them again if you still need an answer."),
            Reasons.NoModel => ("还没有可用的 AI 模型，请联系负责人完成配置。", "No AI model is set up yet. Please ask the owner of this robot to finish the configuration."),
            Reasons.ModelDown => ("AI 模型暂时没有响应，请稍后再试。", "The AI model is not responding right now. Please try again in a little while."),
            Reasons.ModelRefused => ("AI 模型拒绝了这次请求，负责人可以在日志里看到原因。", "The AI model refused this request. The owner of this robot can see why in the log."),
            Reasons.ModelFiltered => ("这个问题或回答没有通过内容审核，换个说法试试。", "The question or the answer did not pass the content filter. Try putting it another way."),
            Reasons.ModelQuota => ("AI 模型的额度用完了或请求太多，请稍后再试或联系负责人。", "The AI model's quota is used up or it is too busy. Please try later or tell the owner of this robot."),
            Reasons.BudgetDay => ("今天的 AI 用量已经用完，明天零点恢复。着急的话请联系负责人。", "Today's AI budget is used up; it begins anew at midnight. If it is urgent, please ask an owner."),
            Reasons.BudgetMonth => ("这个月的 AI 用量已经用完，下月一号恢复。着急的话请联系负责人。", "This month's AI budget is used up; it begins anew on the first. If it is urgent, please ask an owner."),
            Reasons.ContextTooLong => ("这条消息太长，模型读不完。请缩短后再发。", "This message is too long for the model. Please shorten it and send it again."),
            Reasons.Stopped => ("回答已停止。", "Stopped."),
            Reasons.Superseded => ("您有新的问题，这条不再回答。", "You asked something else, so this one is not answered."),
            Reasons.ToolFailed => ("需要用到的工具没有成功，所以没有答案。请稍后再试，或换个说法。", "A tool that was needed did not work, so there is no answer. Please try again later, or ask in another way."),
            Reasons.EmptyAnswer => ("模型没有给出任何内容，请换个问法再试一次。", "The model returned nothing. Please try asking in another way."),
            _ => ("处理这条消息时出了错，已经记录下来。请再发一次试试。", "Something went wrong with this message; it has been recorded. Please try sending it again."),
        };
        return language == Language.Chinese ? zh : en;
    }

    public static string StillWorking(Language language) => language == Language.Chinese
        ? "还在处理，请稍等……"
        : "Still working on it, one moment…";

    /// <summary>The line under generated content.</summary>
    public const string AiLabel = "（内容由 AI 生成）";

    /// <summary>Buttons without a word of the model's.</summary>
    public static string Choose(Language language) => language == Language.Chinese ? "请选择：" : "Please choose:";

    /// <summary>To a person whose message came without its words.</summary>
    /// <param name="ownersTold">There is somebody who was told.</param>
    /// <param name="language">To speak.</param>
    public static string OverQuota(bool ownersTold, Language language) => language == Language.Chinese
        ? $"本组织这个月的钉钉消息推送额度已经用完，我收不到消息的内容，暂时没法回答。{(ownersTold ? "已经提醒负责人；" : "")}额度恢复后请再发一次。"
        : $"This organisation's monthly DingTalk message allowance is used up, so your message reached me without its content. {(ownersTold ? "The owner of this robot has been told; please" : "Please")} send it again once the allowance is back.";

    /// <summary>To an owner.</summary>
    public static string OverQuotaForOwner(string account, Language language) => language == Language.Chinese
        ? $"机器人 {account}：钉钉报告本组织这个月的 Webhook 和 Stream 推送次数已用完（错误码 20001）。现在消息到达时没有内容，无法回答。请在钉钉开发者后台查看用量，购买额度或等到下个月；dinghy 会继续记录每条消息（ignored:quota）。"
        : $"Robot {account}: DingTalk reports that the organisation's Webhook and Stream pushes of this month are used up (error 20001). Messages arrive without content and can not be answered. Check the usage in the DingTalk developer console; buy more or wait for the next month. Each message is recorded as ignored:quota.";

    public static string Forgotten(bool any, Language language) => any
        ? language == Language.Chinese ? "好的，上一条问题和它的回答已经从记忆里去掉了。" : "Done: the last question and its answer are out of my memory."
        : language == Language.Chinese ? "这个会话里没有可以忘记的内容。" : "There is nothing to forget in this conversation.";
    /// <summary>For owners.</summary>
    public static string Quota(QuotaNotice notice, Language language)
    {
        var (used, limit, forecast) = (notice.Outlook.Used, notice.Outlook.Limit, notice.Outlook.Forecast);
        return (notice.What == QuotaNotice.Pushes, notice.Percent >= 100, language) switch
        {
            (false, false, Language.Chinese) => $"本月钉钉 API 调用已用 {notice.Percent}%（{used}/{limit}），按最近一周的用量预计 {forecast}。AI 卡片会自动放缓以撑到月底；可用 dinghy quota 查看，或在钉钉购买调用包。",
            (false, true, Language.Chinese) => $"本月钉钉 API 调用额度已用完（{used}/{limit}）。回答改由会话 Webhook 发出，不再显示卡片；需要的话请购买调用包。",
            (true, false, Language.Chinese) => $"本月钉钉消息推送已用 {notice.Percent}%（{used}/{limit}），预计 {forecast}。用完后机器人收到的消息没有正文；请考虑购买推送包。",
            (true, true, Language.Chinese) => $"本月钉钉消息推送额度已用完（{used}/{limit}）：机器人收到的消息可能没有正文。请购买推送包或等到下月。",
            (false, false, _) => $"{notice.Percent} % of this month's DingTalk API calls are used ({used} of {limit}); at last week's rate it will be {forecast}. AI cards slow down by themselves so that the month lasts; see dinghy quota, or buy a pack of calls.",
            (false, true, _) => $"This month's DingTalk API calls are used up ({used} of {limit}). Answers go by the session webhook, without cards; buy a pack of calls if you need more.",
            (true, false, _) => $"{notice.Percent} % of this month's DingTalk pushes are used ({used} of {limit}), forecast {forecast}. Beyond the limit messages come without text; consider buying a pack of pushes.",
            _ => $"This month's DingTalk pushes are used up ({used} of {limit}): messages may come without text. Buy a pack of pushes or wait for the next month.",
        };
    }

    public static string NotStored(Language language) => language == Language.Chinese
        ? "抱歉，消息没能保存下来，请稍后再发一次。"
        : "Sorry, your message could not be saved. Please send it again in a little while.";
}
