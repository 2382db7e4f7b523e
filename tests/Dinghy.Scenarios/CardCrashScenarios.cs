namespace Dinghy.Scenarios;

/// <summary>kill -9 and SIGTERM while a card is open: the answer is there once, and no card is left thinking.</summary>
public sealed class CardCrashScenarios
{
    [Fact]
    public async Task Killed_while_it_streams_the_next_start_goes_on_in_the_same_card()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        var (said, card) = await lab.BeginAsync(ModelBehaviour.Hang("It was halfway"), "It was halfway");
        await lab.KillGatewayAsync();
        lab.Model.Enqueue(ModelBehaviour.Answer("It is whole."));
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        var whole = await lab.CardAsync(c => c.State == CardState.Finished, "the finished card");
        (whole.OutTrackId, whole.Text).ShouldBe((card.OutTrackId, "It is whole."));
        lab.World.Cards.ShouldHaveSingleItem();
        lab.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task Killed_while_the_card_is_made_the_next_start_finds_it_and_makes_no_second_one()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        // Its answer is lost every time: the program dies between the call and the receipt.
        lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "card_create_and_deliver", Times = 1_000 });
        lab.Model.Enqueue(ModelBehaviour.Hang("never seen"));
        var said = await lab.SayAsync("user002", "tell me");
        await lab.CardAsync(c => c.Places.Count > 0, "the card");
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        lab.Model.Enqueue(ModelBehaviour.Answer("It is whole."));
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.Cards.ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.State.ShouldBe(CardState.Finished), c => c.Text.ShouldBe("It is whole."));
        lab.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task Killed_while_the_last_frame_is_on_its_way_the_answer_is_shown_once_and_not_asked_again()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        using var gate = new SemaphoreSlim(0);
        var (said, _) = await lab.BeginAsync(ModelBehaviour.Answer("It begins and ends.", chunk: 9, gate: gate), "It begins");
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "card_streaming", Times = 1_000, Delay = TimeSpan.FromMinutes(5) });
        gate.Release(100);
        using (var database = Database.Open(lab.DatabaseFile))
            await Guard.ForAsync(UntilAsync(() => database.Texts("SELECT state FROM parts WHERE road = 'card'").Contains("sending")), "the last frame to leave", lab.Gateway.Report);
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.Cards.ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.State.ShouldBe(CardState.Finished), c => c.Text.ShouldBe("It begins and ends."));
        lab.World.BotMessages().ShouldBeEmpty();
        lab.Model.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task SIGTERM_closes_the_card_with_a_word_and_the_next_start_answers_in_another()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        var (said, card) = await lab.BeginAsync(ModelBehaviour.Hang("It was halfway"), "It was halfway");
        (await lab.StopGatewayAsync()).ShouldBe(0);
        var parked = lab.World.FindCard(card.OutTrackId).ShouldNotBeNull();
        (parked.State, parked.Text).ShouldBe((CardState.Finished, "The service is restarting; the answer will follow as a new message."));

        lab.Model.Enqueue(ModelBehaviour.Answer("It is whole."));
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.TimesSeen("It is whole.").ShouldBe(1);
        lab.World.Cards.ShouldAllBe(c => c.State == CardState.Finished);
    }

    [Fact]
    public async Task Left_open_under_a_turn_that_is_too_old_the_card_says_so()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options(config: all => all["inbox"] = new System.Text.Json.Nodes.JsonObject { ["max_age"] = "1h" }));
        var (said, card) = await lab.BeginAsync(ModelBehaviour.Hang("It was halfway"), "It was halfway");
        await lab.KillGatewayAsync();
        using (var database = Database.Open(lab.DatabaseFile)) database.Execute("UPDATE turns SET received_at = received_at - 7200000");
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("failed:expired");
        var closed = await lab.CardAsync(c => c.State == CardState.Failed, "the card that says so");
        closed.OutTrackId.ShouldBe(card.OutTrackId);
        closed.Text.ShouldContain("have expired");
        lab.World.BotMessages().ShouldBeEmpty();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Yield();
    }
}
