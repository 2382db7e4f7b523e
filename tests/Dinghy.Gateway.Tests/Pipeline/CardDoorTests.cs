using System.Text.Json.Nodes;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>Presses, from the frame to what they do.</summary>
public sealed class CardDoorTests : IAsyncDisposable
{
    private readonly PipelineRig _rig = new(FakeModel.Echo(), account: CardTalk.Account);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_choice_is_that_persons_own_message_and_is_answered_where_it_was_asked()
    {
        await OfferAsync(new Said());
        Hint(await _rig.PressAsync(Press("choice_2", "staff-1"))).ShouldBe("Your choice was received.");
        var sent = await _rig.DingTalk.NextAsync();
        (sent.Road, sent.Text, sent.To).ShouldBe((Road.Webhook, "you said: no, do not", "?session=s3cr3t"));
        (await _rig.OutcomesAsync())["answered"].ShouldBe(2);
    }

    [Fact]
    public async Task One_button_of_one_card_counts_once_for_each_person()
    {
        await OfferAsync(Said.InGroup("which?"));
        foreach (var who in new[] { "staff-1", "staff-1", "staff-2" }) await _rig.PressAsync(Press("choice_1", who));
        await _rig.PressAsync(Press("choice_2", "staff-1"));
        await _rig.OutcomesAsync();
        _rig.DingTalk.All.Select(sent => sent.Text).Order().ShouldBe(["you said: [Ann] no, do not", "you said: [Ann] yes, do", "you said: [staff-2] yes, do"]);
    }

    [Fact]
    public async Task A_press_is_a_message_of_a_repeated_list_too()
    {
        await OfferAsync(new Said());
        await _rig.PressAsync(Press("pick", "staff-1", ("id", "choice_1")));
        (await _rig.DingTalk.NextAsync()).Text.ShouldBe("you said: yes, do");
        await _rig.OutcomesAsync();
    }

    [Theory]
    [InlineData("choice_3")]
    [InlineData("choice_4")]
    [InlineData("choice_0")]
    [InlineData("choice_x")]
    public async Task A_button_that_leads_elsewhere_or_was_never_offered_says_nothing_in_anybodys_name(string action)
    {
        await OfferAsync(new Said());
        Hint(await _rig.PressAsync(Press(action, "staff-1"))).ShouldBe("This button does nothing any more.");
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    [Fact]
    public async Task Who_may_not_talk_to_the_bot_may_not_choose_or_vote()
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), account: CardTalk.Account with
        {
            GroupPolicy = Gateway.Configuration.AccessPolicy.Allowlist, GroupAllowFrom = Accounts.Ids("staff-1"),
        });
        var turn = await OfferAsync(Said.InGroup("which?"), rig);
        foreach (var action in new[] { "choice_1", "up" }) Hint(await rig.PressAsync(Press(action, "staff-9"))).ShouldBe("You are not allowed to use this bot yet.");
        (await rig.Store.ReadVotesAsync(turn.Id, Ct)).ShouldBeEmpty();
        rig.DingTalk.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("staff-1")]
    [InlineData("owner-1")]
    public async Task Somebody_of_another_organisation_is_not_who_has_their_staff_id_here(string who)
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), account: CardTalk.Account with { AllowFrom = Accounts.Ids("staff-1"), GroupPolicy = Gateway.Configuration.AccessPolicy.Allowlist, GroupAllowFrom = Accounts.Ids("staff-1", "owner-1"), AllowExternal = true });
        var turn = await OfferAsync(Said.InGroup("which?"), rig);
        foreach (var action in new[] { "choice_1", "up" }) Hint(await rig.PressAsync(Press(action, who, corp: "ding-other"))).ShouldBe("You are not allowed to use this bot yet.");
        Hint(await rig.PressAsync(Press("stop", who, corp: "ding-other"))).ShouldBe("Only the person who asked, or an owner of the bot, may stop this answer.");
        (await rig.Store.ReadVotesAsync(turn.Id, Ct)).ShouldBeEmpty();
        rig.DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_of_another_organisation_who_may_speak_votes_and_chooses_as_somebody_of_their_own()
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), account: CardTalk.Account with { AllowExternal = true });
        var turn = await OfferAsync(Said.InGroup("which?"), rig);
        foreach (var corp in new[] { "ding-corp", "ding-other" })
        {
            await rig.PressAsync(Press("up", "staff-1", corp: corp));
            await rig.PressAsync(Press("choice_1", "staff-1", corp: corp));
        }

        (await rig.Store.ReadVotesAsync(turn.Id, Ct)).Select(vote => vote.StaffId).ShouldBe(["ding-other:staff-1", "staff-1"]);
        await rig.OutcomesAsync();
        rig.DingTalk.All.Select(sent => sent.Text).Order().ShouldBe(["you said: [Ann] yes, do", "you said: [staff-1] yes, do"]);
    }

    [Fact]
    public async Task A_card_understands_the_buttons_it_was_made_with_whatever_the_configuration_says_now()
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), account: CardTalk.Account with { Reply = CardTalk.Account.Reply with { Card = null } });
        var turn = await OfferAsync(new Said(), rig, Gateway.Outbox.Cards.CardTemplateText.Of(CardTalk.Account.Reply.Card! with { UpAction = "hurray" }));
        Hint(await rig.PressAsync(Press("hurray", "staff-1"))).ShouldNotBeNull();
        (await rig.Store.ReadVotesAsync(turn.Id, Ct)).ShouldHaveSingleItem().Up.ShouldBeTrue();
    }

    [Fact]
    public async Task In_a_private_chat_nobody_else_presses()
    {
        var turn = await OfferAsync(new Said());
        foreach (var action in new[] { "choice_1", "down", "stop" }) await _rig.PressAsync(Press(action, "staff-9"));
        (await _rig.Store.ReadVotesAsync(turn.Id, Ct)).ShouldBeEmpty();
        _rig.DingTalk.All.ShouldBeEmpty();
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    [Fact]
    public async Task A_vote_that_can_not_be_stored_is_not_acknowledged()
    {
        await OfferAsync(new Said());
        (_rig.Store.Failing, _rig.Store.Failures) = (nameof(ICardStore.VoteAsync), 1);
        (await _rig.PressAsync(Press("up", "staff-1"))).Code.ShouldBe(500);
        (await _rig.PressAsync(Press("up", "staff-1"))).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("staff-1", "Stopping…", "cancelled:stopped")]
    [InlineData("owner-1", "Stopping…", "cancelled:stopped")]
    [InlineData("staff-2", "Only the person who asked, or an owner of the bot, may stop this answer.", null)]
    public async Task The_asker_and_owners_stop_an_answer_and_nobody_else(string who, string hint, string? outcome)
    {
        var never = new TaskCompletionSource();
        await using var rig = new PipelineRig(new FakeModel(FakeModel.Waiting(never.Task, "late")), account: CardTalk.Account with { Reply = CardTalk.Account.Reply with { CardAfter = TimeSpan.Zero } });
        await rig.StartAsync();
        await rig.PushAsync(Said.InGroup("tell us"));
        var card = await rig.DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await rig.Store.FindCardAsync(card.OutTrackId, Ct))!.Shown);
        Hint(await rig.PressAsync(Press("stop", who, outTrackId: card.OutTrackId))).ShouldBe(hint);
        if (outcome is null)
        {
            (await rig.CountAsync()).OpenTurns.ShouldBe(1);
            never.SetResult();
        }

        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { [outcome ?? "answered"] = 1 });
        rig.DingTalk.All.ShouldBeEmpty();
        rig.DingTalk.Cards.Single(call => call.Api == "final").Text.ShouldBe(outcome is null ? "late" : "Stopped.");
    }

    private Task<Turn> OfferAsync(Said said) => OfferAsync(said, _rig);

    /// <summary>An answer with two choices and a link, in card-1.</summary>
    private static async Task<Turn> OfferAsync(Said said, PipelineRig rig, string? template = null)
    {
        await rig.StartAsync();
        var turn = (await rig.Store.AddTurnAsync(said.NewTurn(conversation: said.Group ? "main/group/cid-group==" : "main/dm/staff-1"), null, Ct))!;
        await rig.Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", Said.At) { Template = template }, Ct);
        var extras = new ReplyExtras { Card = "card-1", Buttons = [new("Yes", null, "yes, do"), new("No", null, "no, do not"), new("Docs", "https://a.b/c", null)] };
        var (reply, _) = await rig.Store.AddReplyAsync(new NewReply(turn.Id, "which?", TurnOutcome.Answered, []) { Extras = extras }, null, Said.At, Ct);
        await rig.Store.RecordAsync(reply, null, new ReplyProgress(6, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, Said.At, Ct);
        return turn;
    }

    private static string Press(string action, string who, (string Name, string Value)? parameter = null, string outTrackId = "card-1", string corp = "ding-corp")
    {
        var pressed = new JsonObject { ["actionIds"] = new JsonArray(action), ["params"] = new JsonObject() };
        if (parameter is { } given) pressed["params"]![given.Name] = given.Value;
        return new JsonObject
        {
            ["type"] = "actionCallback", ["outTrackId"] = outTrackId, ["userId"] = who, ["userIdType"] = 1, ["corpId"] = corp,
            ["content"] = new JsonObject { ["cardPrivateData"] = pressed }.ToJsonString(),
        }.ToJsonString();
    }

    private static string? Hint(DingTalk.Stream.StreamReply reply) =>
        JsonNode.Parse(reply.Data)?["response"]?["cardData"]?["cardParamMap"]?["status_line"]?.GetValue<string>();
}
