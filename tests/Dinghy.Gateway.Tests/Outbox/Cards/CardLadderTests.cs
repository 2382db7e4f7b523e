using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox.Cards;

/// <summary>Whatever fails of a card, the answer arrives once, and no card says for ever that we are at work.</summary>
public sealed class CardLadderTests : IAsyncLifetime
{
    private readonly OutboxRig _rig = new(CardTalk.Account);

    private FakeDingTalk DingTalk => _rig.DingTalk;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(400, "param.templateNotExist")]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied")]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")]
    [InlineData(403, "Forbidden.AccessDenied.ApiCountLimitForOrg")]
    [InlineData(500, "system.busy")]
    public async Task A_card_that_can_not_be_made_leaves_the_answer_to_the_webhook(int status, string code)
    {
        DingTalk.AlwaysCard("create", FakeDingTalk.CardError(status, code));
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Add("begun").Draft();
        var made = await DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await CardAsync(made))!.State == CardState.Abandoned);
        (await talk.EndAsync("an answer")).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("an answer");
        DingTalk.Cards.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(400, "param.stream.content")]
    [InlineData(400, "param.stream.outTrackId")]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied")]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")]
    [InlineData(500, "unknownError")]
    [InlineData(500, "system.busy")]
    public async Task A_last_frame_that_is_refused_leaves_the_answer_to_the_webhook_and_the_card_says_where_it_is(int status, string code)
    {
        DingTalk.AlwaysCard("final", FakeDingTalk.CardError(status, code)).AlwaysCard("stream", FakeDingTalk.CardError(status, code));
        if (code.EndsWith("busy", StringComparison.Ordinal) || code.Contains("Qps")) DingTalk.ThenCard("update", FakeDingTalk.CardError(status, code));
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Add("begun").Draft();
        var made = await DingTalk.NextCardAsync();
        (await talk.EndAsync("an answer")).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("an answer");
        await Waiting.Until(async () => (await CardAsync(made))!.State == CardState.Abandoned);
        if (code != "param.stream.outTrackId") DingTalk.Cards[^1].Text.ShouldBe("The answer could not be shown in this card; please see the message below.");
        (await _rig.CountAsync()).DoubtfulParts.ShouldBe(0);
    }

    [Fact]
    public async Task A_last_frame_in_doubt_is_repeated_as_the_same_frame_and_then_known()
    {
        DingTalk.ThenCard("final", FakeDingTalk.Reset);
        await DeliverAsync();
        var frames = DingTalk.Cards.Where(call => call.Api == "final").ToList();
        frames.Count.ShouldBe(2);
        frames[1].IsSameAs(frames[0]).ShouldBeTrue();
        DingTalk.All.ShouldBeEmpty();
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    [Fact]
    public async Task A_card_that_had_the_frame_in_doubt_and_takes_no_more_gets_the_text_by_an_update()
    {
        DingTalk.ThenCard("final", FakeDingTalk.Reset, FakeDingTalk.CardError(400, "param.invalid"));
        await DeliverAsync();
        DingTalk.All.ShouldBeEmpty();
        DingTalk.Cards.Where(call => call.Api == "update").First().Text.ShouldBe("an answer");
    }

    [Fact]
    public async Task A_last_frame_whose_receipt_never_comes_is_put_by_the_other_api()
    {
        DingTalk.AlwaysCard("final", FakeDingTalk.Reset);
        await DeliverAsync();
        DingTalk.All.ShouldBeEmpty();
        DingTalk.Cards.Count(call => call.Api == "final").ShouldBe(2);
        DingTalk.Cards.First(call => call.Api == "update").Text.ShouldBe("an answer");
    }

    [Fact]
    public async Task A_card_that_was_made_without_a_receipt_is_found_by_its_id()
    {
        DingTalk.ThenCard("create", FakeDingTalk.Reset, FakeDingTalk.CardError(400, "param.cardAlreadyExist"));
        await DeliverAsync();
        DingTalk.All.ShouldBeEmpty();
        DingTalk.Cards.Where(call => call.Api == "create").Select(call => call.OutTrackId).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_status_line_that_is_refused_costs_no_answer()
    {
        DingTalk.AlwaysCard("update", FakeDingTalk.CardError(400, "param.contentUnsafe"));
        await DeliverAsync();
        DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_is_tried_again_with_the_other_roads_when_all_failed()
    {
        DingTalk.AlwaysCard("final", FakeDingTalk.CardError(500, "system.busy")).AlwaysCard("update", FakeDingTalk.CardError(500, "system.busy"))
            .Always(Road.Webhook, FakeDingTalk.Code("-1")).Always(Road.OpenApi, FakeDingTalk.Status(System.Net.HttpStatusCode.ServiceUnavailable));
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Draft();
        var made = await DingTalk.NextCardAsync();
        (await talk.EndAsync("an answer")).ShouldBeNull();
        DingTalk.AlwaysCard("final", FakeDingTalk.Answer("""{"success":true,"result":true}""")).AlwaysCard("update", FakeDingTalk.Answer("""{"success":true,"result":true}"""));
        await _rig.Time.AdvanceWhenArmed(TimeSpan.FromSeconds(1));
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
        await Waiting.Until(async () => (await CardAsync(made))!.State == CardState.Final);
    }

    [Fact]
    public async Task Cards_that_fail_again_and_again_are_off_for_half_an_hour_and_not_for_ever()
    {
        DingTalk.ThenCard("create", FakeDingTalk.CardError(400, "param.templateNotExist"), FakeDingTalk.CardError(400, "param.templateNotExist"));
        for (var i = 0; i < 2; i++)
        {
            var talk = new CardTalk(_rig, await _rig.TurnAsync()).Draft();
            var made = await DingTalk.NextCardAsync();
            await Waiting.Until(async () => (await CardAsync(made))!.State == CardState.Abandoned);
            await talk.EndAsync("by message");
        }

        await new CardTalk(_rig, await _rig.TurnAsync()).Draft().EndAsync("while they are off");
        DingTalk.Cards.Count.ShouldBe(2);
        _rig.Time.Advance(TimeSpan.FromMinutes(30));
        var again = new CardTalk(_rig, await _rig.TurnAsync()).Draft();
        (await DingTalk.NextCardAsync()).Api.ShouldBe("create");
        await again.EndAsync("in a card");
        DingTalk.All.Select(sent => sent.Text).ShouldBe(["by message", "by message", "while they are off"]);
    }

    [Fact]
    public async Task After_a_crash_the_answer_goes_on_in_the_same_card()
    {
        var turn = await _rig.TurnAsync();
        await _rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", Said.At), Ct);
        await _rig.Store.ShowCardAsync("card-1", "carrier-1", Ct);
        await _rig.RestartAsync();
        var talk = new CardTalk(_rig, turn).Add("anew").Draft();
        (await talk.FrameAsync()).ShouldSatisfyAllConditions(frame => frame.Api.ShouldBe("update"), frame => frame.OutTrackId.ShouldBe("card-1"));
        await talk.EndAsync("anew and whole");
        DingTalk.Cards.ShouldAllBe(call => call.OutTrackId == "card-1" && call.Api != "create");
        DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_crash_a_card_whose_turn_has_ended_is_closed_with_a_word()
    {
        var turn = await _rig.TurnAsync();
        await _rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "zh", Said.At), Ct);
        await _rig.Store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, Said.At, Ct);
        await _rig.RestartAsync();
        (await DingTalk.NextCardAsync()).ShouldSatisfyAllConditions(word => word.IsError.ShouldBeTrue(), word => word.Text.ShouldBe("这张卡片在服务中断时停住了，不再更新。"));
        await Waiting.Until(async () => (await _rig.Store.FindCardAsync("card-1", Ct))!.State == CardState.Abandoned);
    }

    [Fact]
    public async Task A_card_is_closed_in_the_template_it_was_made_with_whatever_the_configuration_says_now()
    {
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Add("begun").Draft();
        var made = await DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await CardAsync(made))!.Shown);
        var template = (await CardAsync(made))!.Template.ShouldNotBeNull();
        CardTemplateText.Of(CardTemplateText.Parse(template)).ShouldBe(CardTemplateText.Of(CardTalk.Template));

        // The turn ended without a word, and meanwhile cards are not wanted any more.
        await _rig.Store.CloseTurnAsync(talk.Turn.Id, TurnOutcome.Answered, Said.At, Ct);
        await _rig.RestartAsync(account: Accounts.Main);
        await Waiting.Until(async () => (await CardAsync(made))!.State == CardState.Abandoned);
        DingTalk.Cards[^1].OutTrackId.ShouldBe(made.OutTrackId);
    }

    [Fact]
    public async Task A_last_frame_that_was_on_its_way_at_a_crash_is_the_same_frame_again()
    {
        DingTalk.AlwaysCard("final", FakeDingTalk.Hang);
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Draft();
        var made = await DingTalk.NextCardAsync();
        var delivery = talk.EndAsync("an answer");
        var first = await DingTalk.NextCardAsync();
        DingTalk.AlwaysCard("final", FakeDingTalk.Answer("""{"success":true,"result":true}"""));
        await _rig.RestartAsync();
        (await DingTalk.NextCardAsync()).IsSameAs(first).ShouldBeTrue();
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
        DingTalk.All.ShouldBeEmpty();
        first.OutTrackId.ShouldBe(made.OutTrackId);
        _ = delivery;
    }

    [Fact]
    public async Task A_stop_of_the_program_closes_the_card_with_a_word_and_the_next_run_answers_in_another()
    {
        using var stop = new CancellationTokenSource();
        var talk = new CardTalk(_rig, await _rig.TurnAsync(), stop.Token).Add("half").Draft();
        var made = await DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await CardAsync(made))!.Shown);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => talk.Delivery.Within());
        DingTalk.Cards.Single(call => call.Api == "final").Text.ShouldBe("The service is restarting; the answer will follow as a new message.");
        (await CardAsync(made))!.State.ShouldBe(CardState.Abandoned);
        await _rig.RestartAsync();
        var turn = (await _rig.Store.ResumeTurnsAsync(Ct)).ShouldHaveSingleItem();
        var again = new CardTalk(_rig, turn).Draft();
        while ((await DingTalk.NextCardAsync()) is { Api: not "create" }) { }
        await again.EndAsync("whole");
        DingTalk.Cards.Where(call => call.Api == "create").Select(call => call.OutTrackId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_turn_that_crashed_ends_in_its_own_card()
    {
        var turn = await _rig.TurnAsync();
        await _rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", Said.At), Ct);
        await _rig.RestartAsync();
        await _rig.Outbox.PostAsync(new NewReply(turn.Id, "it crashed", TurnOutcome.Failed(Reasons.Crashed), []), Ct);
        (await DingTalk.NextCardAsync()).ShouldSatisfyAllConditions(
            last => last.OutTrackId.ShouldBe("card-1"), last => last.IsError.ShouldBeTrue(), last => last.Text.ShouldBe("it crashed"));
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:crashed"] = 1 });
        DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_is_closed_with_the_variables_it_was_made_with_whatever_the_configuration_says_now()
    {
        var turn = await _rig.TurnAsync();
        var own = CardTalk.Account.Reply.Card! with { TemplateId = "old.schema", Content = "old_words" };
        await _rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", Said.At) { Template = Gateway.Outbox.Cards.CardTemplateText.Of(own) }, Ct);
        await _rig.RestartAsync(account: CardTalk.Account with { Reply = CardTalk.Account.Reply with { Card = null } });
        _rig.Outbox.Silent(turn);
        (await DingTalk.NextCardAsync()).ShouldSatisfyAllConditions(word => word.Variable.ShouldBe("old_words"), word => word.Text.ShouldStartWith("This card was cut off"));
        await Waiting.Until(async () => (await _rig.Store.FindCardAsync("card-1", Ct))!.State == CardState.Abandoned);
    }

    [Fact]
    public async Task An_answer_that_runs_in_a_card_ends_in_it_though_the_template_leaves_the_configuration_meanwhile()
    {
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Add("begun").Draft();
        var made = await DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await CardAsync(made))!.Shown);
        _rig.Reconfigure(CardTalk.Account with { Reply = CardTalk.Account.Reply with { Card = null } });
        (await talk.EndAsync("an answer")).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.ShouldBeEmpty();
        DingTalk.Cards.Single(call => call.Api == "final").Text.ShouldBe("an answer");
        (await CardAsync(made))!.State.ShouldBe(CardState.Final);
    }

    [Fact]
    public async Task A_turn_that_ends_without_a_word_leaves_no_card_at_work()
    {
        var turn = await _rig.TurnAsync();
        await _rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", Said.At), Ct);
        await _rig.RestartAsync();
        _rig.Outbox.Silent(turn);
        (await DingTalk.NextCardAsync()).Text.ShouldBe("This card was cut off by an interruption of the service and is not updated any more.");
        await Waiting.Until(async () => (await _rig.Store.FindCardAsync("card-1", Ct))!.State == CardState.Abandoned);
    }

    [Fact]
    public async Task A_turn_that_is_stopped_before_a_word_says_so_in_the_card_of_the_last_run()
    {
        var turn = await _rig.TurnAsync();
        await _rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", Said.At), Ct);
        await _rig.RestartAsync();
        (await _rig.Outbox.DeliverAsync(turn, NothingAsync(), Ct)).ShouldBe(TurnOutcome.Cancelled(Reasons.Stopped));
        (await DingTalk.NextCardAsync()).ShouldSatisfyAllConditions(word => word.IsError.ShouldBeFalse(), word => word.Text.ShouldBe("Stopped."));
        await Waiting.Until(async () => (await _rig.Store.FindCardAsync("card-1", Ct))!.State == CardState.Abandoned);

        static async IAsyncEnumerable<Saying> NothingAsync()
        {
            await Task.Yield();
            yield return new Saying.Nothing(TurnOutcome.Cancelled(Reasons.Stopped));
        }
    }

    [Fact]
    public async Task A_card_that_can_not_be_closed_stays_open_for_the_next_try_and_the_next_start()
    {
        var turn = await _rig.TurnAsync();
        await _rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", Said.At), Ct);
        await _rig.RestartAsync();
        DingTalk.AlwaysCard("final", FakeDingTalk.CardError(500, "system.busy")).AlwaysCard("update", FakeDingTalk.CardError(500, "system.busy"));
        _rig.Outbox.Silent(turn);
        for (var round = 1; round <= 10; round++)
        {
            var calls = round == 1 ? 0 : DingTalk.Cards.Count;
            if (round > 1) await _rig.Time.AdvanceWhenArmed(TimeSpan.FromMinutes(5));
            await Waiting.Until(() => DingTalk.Cards.Count > calls && _rig.Time.ArmedTimers > 0);
            (await _rig.Store.FindCardAsync("card-1", Ct))!.State.ShouldBe(CardState.Open);
        }

        var open = FakeDingTalk.Answer("""{"success":true,"result":true}""");
        DingTalk.AlwaysCard("final", open).AlwaysCard("update", open);
        await _rig.Store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, Said.At, Ct);
        await _rig.RestartAsync();
        await Waiting.Until(async () => (await _rig.Store.FindCardAsync("card-1", Ct))!.State == CardState.Abandoned);
    }

    [Fact]
    public async Task A_last_frame_that_arrived_is_delivered_even_if_the_ledger_can_not_be_written()
    {
        (_rig.Store.Failing, _rig.Store.Failures) = (nameof(ICardStore.CloseCardAsync), 1);
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Draft();
        var made = await DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await CardAsync(made))!.Shown);
        (await talk.EndAsync("an answer")).ShouldBe(TurnOutcome.Answered);
        await _rig.RestartAsync();
        (await CardAsync(made))!.State.ShouldBe(CardState.Final);
        DingTalk.Cards.Count(call => call.Api == "final").ShouldBe(1);
    }

    private Task<StoredCard?> CardAsync(CardCall call) => _rig.Store.FindCardAsync(call.OutTrackId, Ct);

    private async Task DeliverAsync()
    {
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Draft();
        var made = await DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await CardAsync(made))!.Shown);
        (await talk.EndAsync("an answer")).ShouldBe(TurnOutcome.Answered);
        await Waiting.Until(async () => (await CardAsync(made))!.State == CardState.Final);
    }
}
