using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What people press on cards: those who may, those who may not, twice, late, and what no client would send.</summary>
public sealed class CardPressScenarios
{
    private const string Owner = "manager75";

    [Fact]
    public async Task The_asker_stops_an_answer_and_what_was_said_until_then_stays_and_is_remembered()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        var (said, card) = await lab.BeginAsync(ModelBehaviour.Hang("It was halfway"), "It was halfway");
        var press = await PressAsync(lab, card, "user002", "stop");
        press.Outcome.ShouldBe(PressOutcome.Answered);
        var closed = await lab.CardAsync(c => c.State == CardState.Finished && c.Variables["stop_shown"] == "false", "the closed card");
        closed.Text.ShouldBe("It was halfway\n\n(stopped)");
        (await lab.OutcomeAsync(said)).ShouldBe("cancelled:stopped");
        (await Guard.ForAsync(lab.Model.Requests[0].Ended, "the end of the model call", lab.Gateway.Report)).ShouldBeTrue("the model call is ended, not left to run");

        // Twice, and late: nothing happens, and the presser is told.
        (await PressAsync(lab, card, "user002", "stop")).Applied.ShouldBeTrue();
        lab.World.FindCard(card.OutTrackId)!.SeenBy("user002")["status_line"].ShouldBe("This answer has already ended.");
        lab.Model.Enqueue(ModelBehaviour.Answer("Next."));
        await lab.SayAsync("user002", "go on");
        await lab.CardAsync(c => c.Text == "Next.", "the next answer");
        lab.Model.Requests[^1].Messages.ShouldContain(message => message.Role == "assistant" && message.Content == "It was halfway");
        lab.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_group_a_stranger_may_not_stop_and_an_owner_may()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options(config: all => all["owners"] = new JsonArray(Owner)));
        lab.World.AddPerson("asker", "甲");
        lab.World.AddPerson("other", "乙");
        var group = lab.World.AddGroup("三人", "asker", "other", Owner);
        lab.Model.Enqueue(ModelBehaviour.Hang("It was halfway"));
        var said = await lab.World.SayAsync(new Speech("asker", "tell us") { ConversationId = group.ConversationId });
        var card = await lab.CardAsync(c => c.State == CardState.Streaming && c.Text.Length > 0, "the card");

        (await PressAsync(lab, card, "other", "stop")).Applied.ShouldBeTrue();
        var after = lab.World.FindCard(card.OutTrackId)!;
        after.SeenBy("other")["status_line"].ShouldStartWith("Only the person who asked");
        after.SeenBy("asker").GetValueOrDefault("status_line", "").ShouldNotContain("Only the person who asked");
        after.State.ShouldBe(CardState.Streaming);

        await PressAsync(lab, card, Owner, "stop");
        (await lab.OutcomeAsync(said)).ShouldBe("cancelled:stopped");
    }

    [Fact]
    public async Task Thumbs_are_kept_with_the_turn_and_the_last_one_of_each_person_holds()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        lab.Model.Enqueue(ModelBehaviour.Answer("It is whole."));
        await lab.SayAsync("user002", "tell me");
        var card = await lab.CardAsync(c => c.State == CardState.Finished && c.Variables["stop_shown"] == "false", "the finished card");
        await PressAsync(lab, card, "user002", "up");
        await PressAsync(lab, card, "user002", "down");
        await lab.Gateway.LogAsync(line => line.Contains("[2320]") && line.Contains("down by user002: Taken"), "the press in the log");
        using var database = Database.Open(lab.DatabaseFile);
        database.Texts("SELECT staff_id || ':' || up FROM votes").ShouldBe(["user002:0"]);
        (await lab.GetAsync("/metrics")).Body.ShouldContain("dinghy_card_presses");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"actionCallback","outTrackId":"somebody-elses","userId":"user002","content":"{\"cardPrivateData\":{\"actionIds\":[\"stop\"]}}"}""")]
    [InlineData("""{"type":"actionCallback","outTrackId":"OUR CARD","userId":"user002","content":"{\"cardPrivateData\":{\"actionIds\":[\"no_such_button\"]}}"}""")]
    [InlineData("""{"type":"actionCallback","outTrackId":"OUR CARD","userId":"user002","content":"{\"cardPrivateData\":{\"actionIds\":[\"choice_1\",\"choice_99999999999\",{}]}}"}""")]
    [InlineData("""{"type":"actionCallback","outTrackId":"OUR CARD","userId":"user002","userIdType":2,"content":"{\"cardPrivateData\":{\"actionIds\":[\"stop\"]}}"}""")]
    [InlineData("""{"type":"actionCallback","outTrackId":"OUR CARD","userId":"stranger","content":"{\"cardPrivateData\":{\"actionIds\":[\"stop\"]}}"}""")]
    [InlineData("""{"type":"actionCallback","outTrackId":"OUR CARD","userId":"stranger","content":"{\"cardPrivateData\":{\"actionIds\":[\"up\"]}}"}""")]
    public async Task What_no_client_would_send_changes_nothing_and_the_answer_goes_on(string data)
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        using var gate = new SemaphoreSlim(0);
        var (said, card) = await lab.BeginAsync(ModelBehaviour.Answer("It begins and ends.", chunk: 9, gate: gate), "It begins");
        var push = lab.World.Push(new RawPush { Topic = "/v1.0/card/instances/callback", Data = data.Replace("OUR CARD", card.OutTrackId) });
        (await lab.AckAsync(push.Seq)).State.ShouldBe(data == "not json" ? PushState.Failed : PushState.Acked);
        gate.Release(100);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.Cards.ShouldHaveSingleItem().Text.ShouldBe("It begins and ends.");
        lab.World.BotMessages().ShouldBeEmpty();
        using var database = Database.Open(lab.DatabaseFile);
        database.Texts("SELECT staff_id FROM votes").ShouldBeEmpty();
        database.Texts("SELECT message_id FROM turns").Count.ShouldBe(1);
    }

    internal static Task<PressResult> PressAsync(TestLab lab, CardRecord card, string who, string action) =>
        Guard.ForAsync(lab.World.PressAsync(card.OutTrackId, who, [action], ct: TestContext.Current.CancellationToken), $"the answer to {action}", lab.Gateway.Report);
}
