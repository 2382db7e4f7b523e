using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Tests.Commands;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Budgets;

public sealed class BudgetInChatTests
{
    private static FakeModel Dear(int tokens) => new(FakeModel.Bringing(new TextContent("an answer"), new UsageContent(new UsageDetails { InputTokenCount = tokens, OutputTokenCount = 0 })));

    /// <summary>Nobody is told beside the answers, unless there is an owner.</summary>
    private static Task<CommandRig> StartAsync(FakeModel model, BudgetsConfig budgets, bool owner = false) =>
        CommandRig.StartAsync(model, config => config with { Budgets = budgets, Owners = owner ? config.Owners : Accounts.Ids() });

    [Fact]
    public async Task Whose_day_is_used_up_hears_until_when_no_model_is_asked_and_others_go_on()
    {
        var model = Dear(900);
        await using var rig = await StartAsync(model, new() { PerPerson = new() { TokensPerDay = 1_000 } });
        (await rig.AskAsync("one")).ShouldContain("an answer");
        (await rig.AskAsync("/usage")).ShouldContain("Left of your budget today: 100 tokens");
        (await rig.AskAsync("two")).ShouldContain("an answer", customMessage: "what was begun in time ends");
        (await rig.AskAsync("three")).ShouldContain("begins anew at midnight");
        model.Calls.ShouldBe(2);
        (await rig.AskAsync("four", staff: "staff-2")).ShouldContain("an answer");
        (await rig.Rig.OutcomesAsync())["failed:budget_day"].ShouldBe(1);
    }

    [Fact]
    public async Task Owners_are_told_of_the_total_once_a_day_each()
    {
        await using var rig = await StartAsync(Dear(450), new() { Total = new() { TokensPerDay = 1_000 } }, owner: true);
        for (var i = 0; i < 3; i++) await rig.SayAsync("go");
        await Waiting.Until(() => rig.Rig.DingTalk.All.Count(sent => sent.To == CommandRig.Owner) == 2);
        var told = rig.Rig.DingTalk.All.Where(sent => sent.To == CommandRig.Owner).Select(sent => sent.Text).ToList();
        told.ShouldContain(text => text.Contains("80 % of the day's budget"));
        told.ShouldContain(text => text.Contains("100 % of the day's budget"));
    }

    [Fact]
    public async Task What_others_used_is_not_shown_but_that_nothing_is_left()
    {
        await using var rig = await StartAsync(Dear(2_000), new() { Total = new() { TokensPerDay = 1_000 } });
        (await rig.AskAsync("/usage")).ShouldNotContain("budget");
        await rig.AskAsync("one");
        (await rig.AskAsync("/usage", staff: "staff-2")).ShouldContain("The budget of everybody together is used up today.");
    }

    [Fact]
    public async Task Whoever_asks_beside_the_talk_or_has_it_compacted_hears_of_the_budget_and_not_of_the_provider()
    {
        var model = Dear(2_000);
        await using var rig = await StartAsync(model, new() { PerPerson = new() { TokensPerDay = 1_000 } });
        await rig.AskAsync(new string('长', 600));
        (await rig.AskAsync("/btw what day is it?")).ShouldContain("begins anew at midnight");
        (await rig.AskAsync("/compact")).ShouldContain("begins anew at midnight");
        model.Calls.ShouldBe(1);
        (await rig.Rig.OutcomesAsync())["failed:budget_day"].ShouldBe(2);
    }

    [Fact]
    public async Task What_an_answer_was_still_allowed_is_not_allowed_to_the_summary_after_it()
    {
        static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>> Costing(int tokens) =>
            FakeModel.Bringing(new TextContent("an answer"), new UsageContent(new UsageDetails { InputTokenCount = tokens, OutputTokenCount = 0 }));
        var model = new FakeModel(Costing(10), Costing(10), Costing(10), Costing(25_000));
        await using var rig = await StartAsync(model, new() { PerPerson = new() { TokensPerDay = 20_000 } });
        for (var i = 0; i < 4; i++) await rig.AskAsync(new string((char)('甲' + i), 5_000));
        await rig.Rig.Compactor.QuietAsync();
        model.Calls.ShouldBe(4);
    }
}
