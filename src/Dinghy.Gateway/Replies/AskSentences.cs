using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Approvals;

namespace Dinghy.Gateway.Replies;

/// <summary>How a person is asked whether a tool's call may run. The tool and its arguments are shown as they will be used, whatever the model says of them.</summary>
internal static class AskSentences
{
    public static string Before(Language language) => language == Language.Chinese ? "这一步需要先得到同意。" : "This needs somebody's yes first.";

    public static string Of(ApprovalAsk ask, Language language)
    {
        var (zh, minutes) = (language == Language.Chinese, Math.Max(1, (int)ask.Patience.TotalMinutes));
        var call = $"**{ask.Tool}**\n{Fence.Around(ask.Shown)}";
        if (ask.Others is { } others)
        {
            var names = string.Join(zh ? "、" : ", ", others.Select(name => Fence.Start(name, MaxName)));
            return zh
                ? $"需要 {names} 同意才会执行（{minutes} 分钟内有效），已经私聊询问：\n{call}\n有结果会告诉您。"
                : $"This runs only if {names} {(others.Count > 1 ? "(any of them) allow" : "allows")} it (within {minutes} min), and was asked in private:\n{call}\nYou will hear how it ended.";
        }

        return zh
            ? $"{(ask.From is not null ? "您同意才会执行" : ask.OwnersOnly ? "需要负责人同意才会执行" : "需要您同意才会执行")}（{minutes} 分钟内有效）：\n{call}\n同意请发 /批准 {ask.Code}，不同意请发 /拒绝 {ask.Code}。"
            : $"This runs only if {(ask.OwnersOnly && ask.From is null ? "an owner allows" : "you allow")} it (within {minutes} min):\n{call}\nSend /approve {ask.Code} to allow it, /deny {ask.Code} to refuse.";
    }

    private const int MaxName = 40;

    /// <summary>Two for each question that is asked here.</summary>
    public static IReadOnlyList<ReplyButton> Buttons(IReadOnlyList<ApprovalAsk> asks, Language language) =>
    [
        .. asks.Where(ask => ask.Others is null).SelectMany(ask => (ReplyButton[])(language == Language.Chinese
            ? [new($"批准 {ask.Code}", Url: null, $"/批准 {ask.Code}"), new($"拒绝 {ask.Code}", Url: null, $"/拒绝 {ask.Code}")]
            : [new($"Approve {ask.Code}", Url: null, $"/approve {ask.Code}"), new($"Deny {ask.Code}", Url: null, $"/deny {ask.Code}")])),
    ];
}
