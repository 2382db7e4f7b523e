using System.Globalization;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Replies;

/// <summary>What is said of budgets.</summary>
internal static class BudgetSentences
{
    /// <param name="notice">What happened.</param>
    /// <param name="refuses">Nobody is answered past the limit.</param>
    /// <param name="language">To speak.</param>
    public static string ForOwner(BudgetNotice notice, bool refuses, Language language)
    {
        var used = $"{Amount(notice.Use.Used, notice.Use.IsMoney, notice.Currency)} / {Amount(notice.Use.Limit, notice.Use.IsMoney, notice.Currency)}";
        if (language == Language.Chinese)
        {
            var whose = notice.What switch { BudgetScope.Person => $"员工 {notice.Name} 的", BudgetScope.Agent => $"智能体 {notice.Name} 的", _ => "全部" };
            var then = notice.Percent < 100 ? "" : refuses ? "用完后不再调用模型，到期自动恢复；可以调整配置里的 budgets。" : "配置为只提醒，回答照常。";
            return $"{whose}模型用量已到{(notice.Use.IsMonth ? "本月" : "今天")}预算的 {notice.Percent}%（{used}）。{then}dinghy usage 可以看明细。";
        }

        var of = notice.What switch { BudgetScope.Person => $"of {notice.Name}", BudgetScope.Agent => $"of agent {notice.Name}", _ => "of everything together" };
        var rest = notice.Percent < 100 ? "" : refuses ? " No model is asked past it until it begins anew; budgets in the configuration sets it." : " Only this is told; answers go on.";
        return $"{notice.Percent} % of the {(notice.Use.IsMonth ? "month's" : "day's")} budget {of} is used ({used}).{rest} dinghy usage shows for what.";
    }

    public static string Amount(decimal amount, bool money, string currency) => money
        ? $"{amount.ToString("0.00", CultureInfo.InvariantCulture)} {currency}"
        : $"{decimal.Round(amount).ToString("N0", CultureInfo.InvariantCulture)} tokens";
}
