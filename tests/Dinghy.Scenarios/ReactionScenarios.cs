namespace Dinghy.Scenarios;

/// <summary>"Seen, at work" under the question: given when work begins, taken back when there is something to read.</summary>
public sealed class ReactionScenarios
{
    [Fact]
    public async Task A_reaction_stands_under_the_question_until_the_answer_is_there()
    {
        await using var lab = await StartAsync();
        using var gate = new SemaphoreSlim(0);
        lab.Model.Otherwise = ModelBehaviour.Answer("a slow answer, in two pieces", chunk: 20, gate);
        var said = await lab.SayAsync("user002", "?");
        (await ReactionsAsync(lab, 1)).ShouldHaveSingleItem().MsgId.ShouldBe(said.MsgId);
        gate.Release(2);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        (await ReactionsAsync(lab, 2)).Select(reaction => reaction.Given).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Reactions_that_fail_cost_no_answer()
    {
        await using var lab = await StartAsync();
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "emotion", Code = 403 });
        var said = await lab.SayAsync("user002", "?");
        (await lab.AnswerAsync(said)).Text.ShouldEndWith("?");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        await lab.Gateway.LogAsync(line => line.Contains("[2240]"), "the refusal");
    }

    [Fact]
    public async Task After_a_crash_the_resumed_turn_takes_its_reaction_back()
    {
        await using var lab = await StartAsync();
        lab.Model.Enqueue(ModelBehaviour.Hang());
        await lab.SayAsync("user002", "?");
        await ReactionsAsync(lab, 1);
        await lab.Model.WaitForRequestAsync(1);
        await lab.KillGatewayAsync();
        await lab.StartGatewayAsync();
        await lab.BotMessagesAsync(1, _ => true, "the answer");
        (await ReactionsAsync(lab, 3)).Select(reaction => reaction.Given).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task Off_unless_configured()
    {
        await using var lab = await TestLab.StartAsync();
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "?"))).ShouldBe("answered");
        lab.World.Requests().ShouldNotContain(request => request.Path.Contains("emotion"));
    }

    private static Task<TestLab> StartAsync() => TestLab.StartAsync(new LabOptions { Config = LabOptions.Reply(reply => reply["reaction"] = true) });

    private static Task<IReadOnlyList<ReactionRecord>> ReactionsAsync(TestLab lab, int count) =>
        Guard.ForAsync(lab.World.WaitForReactionsAsync(count, TestContext.Current.CancellationToken), $"{count} reactions", () => lab.Gateway.Report());
}
