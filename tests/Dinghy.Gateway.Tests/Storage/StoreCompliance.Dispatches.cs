using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static NewReply ToOthers(long turn, ReplyTarget target) => new(turn, "hello", Closes: null, Remember: []) { Extras = new ReplyExtras { Kept = true, Target = target } };

    [Fact]
    public async Task A_message_to_others_is_kept_with_its_replies_and_says_what_became_of_each_call()
    {
        var turn = await AddAsync();
        ReplyTarget people = new(["a", "b"], null), group = new([], "cid1");
        var kept = await Store.AddDispatchAsync(
            new NewDispatch("main", "staff-1", DispatchKind.Robot) { Parts = [new(people.People, null, ToOthers(turn.Id, people)), new([], "cid1", ToOthers(turn.Id, group))] }, T0, Ct);
        kept.Replies.Count.ShouldBe(2);
        await ReopenAsync();
        (await Store.LoadReplyAsync(kept.Replies[0], Ct))!.Extras.Target!.People.ShouldBe(["a", "b"]);
        (await Store.LoadReplyAsync(kept.Replies[1], Ct))!.Ahead.Is.ShouldBeFalse("one group does not wait for the others");

        var part = await Store.RecordAsync(kept.Replies[0], null, new ReplyProgress(0, 0, 0, ReplyState.Open, null, null), s_first with { Road = Road.OpenApi }, T0, Ct);
        await Store.RecordAsync(kept.Replies[0], new PartResult(part, PartState.Delivered, 0, "k=", MissedPeople.Write(["b"], [])), new ReplyProgress(5, 1, 0, ReplyState.Delivered, null, null), null, T0, Ct);
        var found = (await Store.FindDispatchAsync(kept.Id, Ct)).ShouldNotBeNull();
        (found.Account, found.Person, found.Kind, found.At, found.RecalledAt).ShouldBe(("main", "staff-1", DispatchKind.Robot, T0, null));
        (found.Parts[0].State, found.Parts[0].Receipts.Single(), MissedPeople.Read(found.Parts[0].Error).Single()).ShouldBe((DispatchState.Delivered, "k=", "b"));
        (found.Parts[1].State, found.Parts[1].Group).ShouldBe((DispatchState.Waiting, "cid1"));

        (await Store.StopDispatchAsync(kept.Id, Ct)).ShouldBe(1);
        (await Store.LoadReplyAsync(kept.Replies[1], Ct)).ShouldBeNull();
        await Store.RecalledAsync(kept.Id, T0.AddMinutes(1), Ct);
        found = (await Store.FindDispatchAsync(kept.Id, Ct)).ShouldNotBeNull();
        (found.Parts[1].State, found.RecalledAt).ShouldBe((DispatchState.Refused, T0.AddMinutes(1)));
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_what_goes_to_others()
    {
        var turn = await AddAsync();
        await Store.AddDispatchAsync(new NewDispatch("main", "staff-1", DispatchKind.Robot) { Parts = [new(["a"], null, ToOthers(turn.Id, new(["a"], null)))] }, T0, Ct);
        var (answer, _) = await AnswerAsync(turn);
        (await Store.LoadReplyAsync(answer, Ct))!.Ahead.Is.ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_operator_sends_has_a_turn_that_has_ended_and_is_sent_after_a_restart()
    {
        var kept = await Store.AddDispatchAsync(
            new NewDispatch("main", "", DispatchKind.Robot) { Turn = (new Said { Id = "dispatch:1" }).NewTurn(conversation: "main/dispatch"), Parts = [new(["a"], null, ToOthers(0, new(["a"], null)))] }, T0, Ct);
        await ReopenAsync();
        (await Store.ResumeTurnsAsync(Ct)).ShouldBeEmpty();
        (await Store.OpenRepliesAsync(Ct)).Select(open => open.ReplyId).ShouldBe(kept.Replies);
        (await Store.CountAsync(Ct)).Outcomes.ShouldBe(new Dictionary<string, long> { ["answered:dispatched"] = 1 });
    }

    [Fact]
    public async Task A_call_without_the_outbox_is_in_doubt_until_it_ends_and_old_ones_leave()
    {
        var kept = await Store.AddDispatchAsync(new NewDispatch("main", "staff-1", DispatchKind.WorkNotice) { AgentId = 7, Parts = [new(["a"], null, null), new(["b"], null, null)] }, T0, Ct);
        await Store.EndDispatchPartAsync(kept.Id, 1, DispatchState.Delivered, "42", null, Ct);
        await ReopenAsync();
        var found = (await Store.FindDispatchAsync(kept.Id, Ct)).ShouldNotBeNull();
        (found.AgentId, found.Parts[0].State, found.Parts[0].Receipts.Single(), found.Parts[1].State).ShouldBe((7, DispatchState.Delivered, "42", DispatchState.InDoubt));
        (await Store.PruneDispatchesAsync(T0, 10, Ct)).ShouldBe(0);
        (await Store.PruneDispatchesAsync(T0.AddSeconds(1), 10, Ct)).ShouldBe(1);
        (await Store.FindDispatchAsync(kept.Id, Ct)).ShouldBeNull();
    }
}
