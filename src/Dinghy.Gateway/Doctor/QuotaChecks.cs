using Dinghy.DingTalk;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Doctor;

/// <summary>The month's allowances, as the gateway counted them and as DingTalk says itself.</summary>
/// <param name="Months">By what is stored; null: nothing can be read.</param>
/// <param name="Refusals">Calls of this run that DingTalk refused for the month's sake.</param>
internal sealed record QuotaVisit(IReadOnlyList<QuotaState>? Months, IReadOnlyList<Step> Refusals)
{
    public static QuotaVisit Of(IReadOnlyList<QuotaState>? months, IEnumerable<RobotVisit> robots) =>
        new(months, [.. robots.SelectMany(robot => robot.Steps).Where(step => step.Is(DingTalkFault.QuotaExceeded))]);
}

internal static class QuotaChecks
{
    private static readonly Words s_used = new("当月的接口调用额度用完了：卡片和主动消息发不出去", "the month's calls are used up: neither cards nor messages by OpenAPI go out");

    private static readonly Words s_more = new("加购额度包并调高 quota.monthly_calls / monthly_pushes，或等下个月；dinghy quota 有明细", "buy a pack and raise quota.monthly_calls / monthly_pushes, or wait for the next month; dinghy quota has the details");

    public static IReadOnlyList<Check<QuotaVisit>> All { get; } =
    [
        new("quota.calls", new("当月的接口调用额度还有余", "calls are left this month"), month => month.Refusals is [var refusal, ..]
            ? Finding.Fail(s_used, s_more, refusal.Told)
            : Judge(month, state => state.Calls, s_used)),
        new("quota.pushes", new("当月的推送额度还有余", "pushes are left this month"), month => Judge(month, state => state.Pushes,
            new("当月的推送额度用完了：收到的消息没有正文", "the month's pushes are used up: messages come without text"))),
    ];

    private static Finding Judge(QuotaVisit visit, Func<QuotaState, MonthOutlook> of, Words usedUp)
    {
        if (visit.Months is null) return Finding.Skip(new("数据库读不了", "the database can not be read"));
        if (visit.Months.Count == 0) return Finding.Skip(new("没有启用的机器人", "no robot is enabled"));
        var outlook = visit.Months.Select(of).MaxBy(outlook => outlook.UsedPart)!;
        var proof = outlook.Limit == 0 ? $"{outlook.Used}" : $"{outlook.Used} / {outlook.Limit}";
        return outlook.UsedPart switch
        {
            >= 1 => Finding.Fail(usedUp, s_more, proof),
            >= 0.95 => Finding.Warn(new("当月额度用了 95% 以上", "more than 95 % of the month's allowance is used"), s_more, proof),
            >= 0.8 => Finding.Warn(new("当月额度用了 80% 以上", "more than 80 % of the month's allowance is used"), s_more, proof),
            _ => Finding.Ok(proof),
        };
    }
}
