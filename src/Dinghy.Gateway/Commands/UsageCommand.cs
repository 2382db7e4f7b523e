using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

internal sealed class UsageCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("usage", "用量", ["用量统计", "token"], Lane.Beside, new("看本会话和您自己今天、本月的 token 用量", "shows tokens of this conversation and of yours, today and this month"));

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        var zone = parts.Zone;
        var today = TimeZoneInfo.ConvertTime(parts.Time.GetUtcNow(), zone).Date;
        var (dayHere, dayMine) = await SumAsync(call, today, zone, ct);
        var (monthHere, monthMine) = await SumAsync(call, today.AddDays(1 - today.Day), zone, ct);
        return new Answer(Answers.Lines(
        [
            $"- {call.Say("本会话今天：", "This conversation today: ")}{Shown(call, dayHere)}",
            $"- {call.Say("本会话本月：", "This conversation this month: ")}{Shown(call, monthHere)}",
            $"- {call.Say("您今天：", "You today: ")}{Shown(call, dayMine)}",
            $"- {call.Say("您本月：", "You this month: ")}{Shown(call, monthMine)}",
            .. Left(call),
            call.Say("\n只统计模型报了用量的回答。", "\nOnly answers whose model tells its tokens are counted."),
        ]));
    }

    /// <summary>Their own, and where the agent's or everybody's runs out first, that it does: what others used is not theirs to read.</summary>
    private IEnumerable<string> Left(CommandCall call)
    {
        var payer = new Payer(call.Context.Turn.Account, PersonKey.Of(call.Context.Turn.Message), call.Context.Route.Agent);
        foreach (var (what, use) in parts.Budgets.Left(payer))
        {
            var period = use.IsMonth ? call.Say("本月", "this month") : call.Say("今天", "today");
            if (what == BudgetScope.Person)
                yield return call.Say($"- 您{period}的预算还剩：", $"- Left of your budget {period}: ") + BudgetSentences.Amount(use.Left, use.IsMoney, parts.Budgets.Config.Currency);
            else if (use.Left == 0)
                yield return call.Say($"- {(what == BudgetScope.Agent ? "这个智能体" : "全公司")}{period}的预算已用完。", $"- {(what == BudgetScope.Agent ? "This agent's budget" : "The budget of everybody together")} is used up {period}.");
        }
    }

    private Task<(UseTotal Conversation, UseTotal Person)> SumAsync(CommandCall call, DateTime since, TimeZoneInfo zone, CancellationToken ct) => parts.Store.SumUseAsync(
        call.Context.Turn.Conversation, call.Context.Turn.Keep, PersonKey.Of(call.Context.Turn.Message), new DateTimeOffset(since, zone.GetUtcOffset(since)), ct);

    private static string Shown(CommandCall call, UseTotal total) => call.Say(
        $"输入 {Answers.Count(total.Input)}，输出 {Answers.Count(total.Output)}，{Answers.Count(total.Answers)} 次回答",
        $"{Answers.Count(total.Input)} in, {Answers.Count(total.Output)} out, {Answers.Count(total.Answers)} answer{(total.Answers == 1 ? "" : "s")}");
}
