namespace Dinghy.Scenarios;

/// <summary>Each card API failed in each way, for good: the answer is there once, and no card says for ever that we are at work.</summary>
public sealed class CardFaultScenarios
{
    private const string Begins = "It begins";
    private const string Ends = "and ends with 42.";

    [Theory]
    [InlineData(FaultKind.HttpStatus)]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.ScopeMissing)]
    [InlineData(FaultKind.ApiQuota)]
    [InlineData(FaultKind.ResetBefore)]
    [InlineData(FaultKind.RefuseToken)]
    [InlineData(FaultKind.CardDeliverFailed)]
    public async Task A_card_that_can_not_be_made_leaves_the_answer_to_the_webhook(FaultKind kind)
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        lab.Faults.Set(new Fault(kind) { Api = "card_create_and_deliver", Times = 1_000 });
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(ModelBehaviour.Answer($"{Begins} {Ends}", chunk: Begins.Length, gate: gate));
        var said = await lab.SayAsync("user002", "tell me");
        await lab.Gateway.LogAsync(line => line.Contains("[2221]", StringComparison.Ordinal), "that no card could be made");
        gate.Release(100);

        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.BotMessages().ShouldHaveSingleItem().Text.ShouldBe($"{Begins} {Ends}");
        lab.TimesSeen(Ends).ShouldBe(1);
    }

    [Theory]
    [InlineData(FaultKind.HttpStatus, true)]
    [InlineData(FaultKind.Throttle, true)]
    [InlineData(FaultKind.ScopeMissing, false)]
    [InlineData(FaultKind.ApiQuota, false)]
    [InlineData(FaultKind.ResetBefore, true)]
    [InlineData(FaultKind.ResetAfter, true)]
    [InlineData(FaultKind.CardContentTooLarge, false)]
    public async Task A_card_that_can_not_be_streamed_to_gets_the_answer_another_way_or_says_where_it_is(FaultKind kind, bool inCard)
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        lab.Faults.Set(new Fault(kind) { Api = "card_streaming", Times = 1_000 });
        var said = await AnswerAsync(lab);

        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        var closed = await lab.CardAsync(card => card.State is CardState.Finished && card.Variables["stop_shown"] == "false", "the closed card");
        lab.TimesSeen(Ends).ShouldBe(1);
        closed.Text.ShouldBe(inCard ? $"{Begins} {Ends}" : "The answer could not be shown in this card; please see the message below.");
        lab.World.BotMessages().Count.ShouldBe(inCard ? 0 : 1);
    }

    [Theory]
    [InlineData(FaultKind.HttpStatus)]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.ScopeMissing)]
    [InlineData(FaultKind.ResetBefore)]
    [InlineData(FaultKind.ResetAfter)]
    public async Task A_card_that_can_not_be_updated_still_gets_its_last_frame(FaultKind kind)
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        lab.Faults.Set(new Fault(kind) { Api = "card_update", Times = 1_000 });
        var said = await AnswerAsync(lab, waitForText: false);

        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.Cards.ShouldHaveSingleItem().ShouldSatisfyAllConditions(card => card.State.ShouldBe(CardState.Finished), card => card.Text.ShouldBe($"{Begins} {Ends}"));
        lab.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_made_without_a_receipt_is_found_again_and_not_made_twice()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "card_create_and_deliver", Times = 1 });
        var said = await AnswerAsync(lab);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.Cards.ShouldHaveSingleItem().Text.ShouldBe($"{Begins} {Ends}");
        lab.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_template_that_is_not_there_is_named_in_the_log_and_costs_two_calls_then_cards_are_off_for_a_while()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options(templateId: "gone.schema"));
        for (var i = 0; i < 3; i++)
        {
            using var gate = new SemaphoreSlim(0);
            lab.Model.Enqueue(ModelBehaviour.Answer($"{Begins} {Ends}", chunk: Begins.Length, gate: gate));
            var lines = lab.Gateway.Err.Count;
            var said = await lab.SayAsync("user002", $"question {i}");
            if (i < 2) await lab.Gateway.LogAsync(line => line.Contains("[2221]", StringComparison.Ordinal) && line.Contains("gone.schema", StringComparison.Ordinal), "the template's name", lines);
            gate.Release(100);
            (await lab.AnswerAsync(said)).Text.ShouldBe($"{Begins} {Ends}");
        }

        await lab.Gateway.LogAsync(line => line.Contains("[2224]", StringComparison.Ordinal), "that cards are off");
        lab.World.Quota.ApiCalls.ShouldBe(2);
    }

    [Fact]
    public async Task A_variable_that_the_template_lacks_is_named_and_the_answer_comes_by_message()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options(config: LabOptions.Channel(channel =>
            channel["reply"]!["card_fields"] = new System.Text.Json.Nodes.JsonObject { ["content"] = "no_such_variable" })));
        lab.Model.Enqueue(ModelBehaviour.Answer(Ends));
        var said = await lab.SayAsync("user002", "tell me");
        await lab.Gateway.LogAsync(line => line.Contains("[2223]") && line.Contains(CardLab.Template.Id) && line.Contains("no_such_variable"), "the template and the variable");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        (await lab.AnswerAsync(said)).Text.ShouldBe(Ends);
    }

    private static async Task<SaidMessage> AnswerAsync(TestLab lab, bool waitForText = true)
    {
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(ModelBehaviour.Answer($"{Begins} {Ends}", chunk: Begins.Length, gate: gate));
        var said = await lab.SayAsync("user002", "tell me");
        await lab.CardAsync(card => card.Places.Count > 0 && (!waitForText || card.Text.StartsWith(Begins, StringComparison.Ordinal)), "the card");
        gate.Release(100);
        await lab.OutcomeAsync(said);
        return said;
    }
}
