using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task A_card_is_on_disk_before_it_is_made_and_is_found_by_its_id()
    {
        var turn = await AddAsync();
        (await Store.AddCardAsync(new NewCard("card-1", turn.Id, "zh", T0), Ct)).ShouldBeTrue();
        (await Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", T0), Ct)).ShouldBeFalse();
        await ReopenAsync();
        var card = (await Store.FindCardAsync("card-1", Ct)).ShouldNotBeNull();
        (card.OutTrackId, card.Turn.Id, card.Language, card.State, card.Shown, card.CarrierId, card.CreatedAt, card.TurnEnded)
            .ShouldBe(("card-1", turn.Id, "zh", CardState.Open, false, null, T0, false));
        card.Turn.Message.Id.Value.ShouldBe("msg-1");
        card.Template.ShouldBeNull();
        (await Store.FindCardAsync("somebody-elses", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task The_template_a_card_was_made_with_is_kept()
    {
        var turn = await AddAsync();
        await Store.AddCardAsync(new NewCard("card-1", turn.Id, "zh", T0) { Template = """{"template_id":"t.schema"}""" }, Ct);
        await ReopenAsync();
        (await Store.FindCardAsync("card-1", Ct))!.Template.ShouldBe("""{"template_id":"t.schema"}""");
        (await Store.OpenCardsAsync(Ct)).ShouldHaveSingleItem().Template.ShouldBe("""{"template_id":"t.schema"}""");
    }

    [Fact]
    public async Task What_DingTalk_said_of_a_card_is_kept_and_a_repeat_takes_nothing_away()
    {
        var turn = await AddAsync();
        await Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", T0), Ct);
        await Store.ShowCardAsync("card-1", "carrier-1", Ct);
        await Store.ShowCardAsync("card-1", null, Ct);
        var card = (await Store.FindCardAsync("card-1", Ct)).ShouldNotBeNull();
        (card.Shown, card.CarrierId).ShouldBe((true, "carrier-1"));
    }

    [Fact]
    public async Task Open_cards_are_those_that_nobody_closed_oldest_first()
    {
        var turn = await AddAsync();
        foreach (var (id, after) in new[] { ("third", 3), ("first", 1), ("final", 0), ("gone", 2) })
            await Store.AddCardAsync(new NewCard(id, turn.Id, "en", T0.AddSeconds(after)), Ct);
        await Store.CloseCardAsync("final", CardState.Final, Ct);
        await Store.CloseCardAsync("gone", CardState.Abandoned, Ct);
        (await Store.OpenCardsAsync(Ct)).Select(card => card.OutTrackId).ShouldBe(["first", "third"]);
        (await Store.FindCardAsync("final", Ct))!.State.ShouldBe(CardState.Final);
        (await Store.FindCardAsync("gone", Ct))!.State.ShouldBe(CardState.Abandoned);
    }

    [Fact]
    public async Task A_card_whose_last_frame_arrived_is_final_even_if_nobody_came_to_say_so()
    {
        var (arrived, refused) = (await AddAsync("one"), await AddAsync("two"));
        foreach (var (turn, state) in new[] { (arrived, PartState.Delivered), (refused, PartState.Refused) })
        {
            await Store.AddCardAsync(new NewCard($"card-{turn.MessageId}", turn.Id, "en", T0), Ct);
            var (reply, part) = await AnswerAsync(turn, first: new Part(0, 1, 0, 9, Road.Card, 1, 0));
            await Store.RecordAsync(reply, new PartResult(part, state, 0, null, null), new ReplyProgress(9, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), next: null, T0, Ct);
        }

        var open = (await Store.OpenCardsAsync(Ct)).ShouldHaveSingleItem();
        (open.OutTrackId, open.TurnEnded).ShouldBe(("card-two", true));
        (await Store.FindCardAsync("card-one", Ct))!.State.ShouldBe(CardState.Final);
    }

    [Fact]
    public async Task A_card_knows_the_choices_under_its_answer()
    {
        var turn = await AddAsync();
        await Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", T0), Ct);
        await Store.AddReplyAsync(new NewReply(turn.Id, "note", null, []), null, T0, Ct);
        var extras = new ReplyExtras { Card = "card-1", Buttons = [new ReplyButton("Yes", null, "yes, do"), new ReplyButton("Docs", "https://a.b/c", null)] };
        await Store.AddReplyAsync(new NewReply(turn.Id, "which?", TurnOutcome.Answered, []) { Extras = extras }, null, T0, Ct);
        (await Store.FindCardAsync("card-1", Ct))!.Buttons.ShouldBe(extras.Buttons);
    }

    [Fact]
    public async Task The_choices_of_a_card_are_those_of_the_reply_that_it_shows()
    {
        var turn = await AddAsync();
        await Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", T0), Ct);
        var shown = new ReplyExtras { Card = "card-1", Kept = true, Buttons = [new ReplyButton("Yes", null, "yes, do")] };
        await Store.AddReplyAsync(new NewReply(turn.Id, "in short: which?", null, []) { Extras = shown }, null, T0, Ct);
        await Store.AddReplyAsync(new NewReply(turn.Id, "the long answer", TurnOutcome.Answered, []) { Extras = new ReplyExtras { AsFile = true } }, null, T0, Ct);
        (await Store.FindCardAsync("card-1", Ct))!.Buttons.ShouldBe(shown.Buttons);
    }

    [Fact]
    public async Task The_last_vote_of_each_person_holds()
    {
        var turn = await AddAsync();
        await Store.VoteAsync(new Vote(turn.Id, "b", true, T0), Ct);
        await Store.VoteAsync(new Vote(turn.Id, "a", true, T0), Ct);
        await Store.VoteAsync(new Vote(turn.Id, "a", false, T0.AddSeconds(1)), Ct);
        await ReopenAsync();
        (await Store.ReadVotesAsync(turn.Id, Ct)).ShouldBe([new Vote(turn.Id, "a", false, T0.AddSeconds(1)), new Vote(turn.Id, "b", true, T0)]);
    }

    [Fact]
    public async Task Cards_and_votes_leave_the_store_with_their_turn()
    {
        var turn = await AddAsync();
        await Store.AddCardAsync(new NewCard("card-1", turn.Id, "en", T0), Ct);
        await Store.VoteAsync(new Vote(turn.Id, "a", true, T0), Ct);
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, T0, Ct);
        await Store.PruneAsync(T0.AddDays(1), 10, Ct);
        (await Store.FindCardAsync("card-1", Ct)).ShouldBeNull();
        (await Store.ReadVotesAsync(turn.Id, Ct)).ShouldBeEmpty();
    }
}
