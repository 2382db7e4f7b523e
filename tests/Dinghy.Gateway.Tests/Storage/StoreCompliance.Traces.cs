using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static readonly TurnRun s_run = new() { At = T0, Agent = "ops", Route = "routing[0]", Took = 7, Asks = [new RunAsk(1, "lab/m") { Took = 5, Input = 3 }], Tools = [new RunTool(6, 1, "echo", "done")] };

    [Fact]
    public async Task What_was_done_for_a_turn_is_kept_with_its_answer_and_with_a_silent_end()
    {
        var answered = await AddAsync("a");
        await Store.AddReplyAsync(new NewReply(answered.Id, "x", TurnOutcome.Answered, []) { Run = s_run }, null, T0, Ct);
        var silent = await AddAsync("b");
        await Store.EndQuietlyAsync(silent.Id, TurnOutcome.Answered, [], s_run, T0, Ct);
        await ReopenAsync();

        foreach (var id in new[] { answered.Id, silent.Id })
        {
            var done = (await Store.TraceAsync(id, Ct))!.Done.ShouldNotBeNull();
            (done.Agent, done.Route, done.Took).ShouldBe(("ops", "routing[0]", 7));
            done.Asks.ShouldHaveSingleItem().Input.ShouldBe(3);
            done.Tools.ShouldHaveSingleItem().Name.ShouldBe("echo");
        }
    }

    [Fact]
    public async Task Turns_are_listed_by_what_became_of_them_by_account_and_by_person()
    {
        var first = await AddAsync("a");
        var second = await AddAsync("b");
        await Store.AddRefusedAsync(new RefusedTurn("other", new MessageId("c"), T0, TurnOutcome.Ignored(Reasons.NotAllowed)), Ct);
        await Store.CloseTurnAsync(first.Id, TurnOutcome.Failed(Reasons.Busy), T0, Ct);

        async Task<long[]> Ids(TurnQuery query) => [.. (await Store.ListTurnsAsync(query, Ct)).Select(row => row.Id)];
        (await Ids(new(10))).ShouldBe([3, second.Id, first.Id]);
        (await Ids(new(1))).ShouldBe([3]);
        (await Ids(new(10) { Before = second.Id })).ShouldBe([first.Id]);
        (await Ids(new(10) { Outcome = "failed" })).ShouldBe([first.Id]);
        (await Ids(new(10) { Outcome = "failed:busy" })).ShouldBe([first.Id]);
        (await Ids(new(10) { Outcome = "failed:model_down" })).ShouldBeEmpty();
        (await Ids(new(10) { Outcome = "open" })).ShouldBe([second.Id]);
        (await Ids(new(10) { Account = "other" })).ShouldBe([3]);
        (await Ids(new(10) { Person = "staff-1" })).ShouldBe([second.Id, first.Id]);
        (await Ids(new(10) { Person = "staff-9" })).ShouldBeEmpty();
        var row = (await Store.FindTurnsAsync("a", Ct)).ShouldHaveSingleItem();
        (row.Id, row.Person, row.State, row.Outcome).ShouldBe((first.Id, "staff-1", "closed", TurnOutcome.Failed(Reasons.Busy)));
        (await Store.FindTurnsAsync("c", Ct)).ShouldHaveSingleItem().Person.ShouldBe("");
        (await Store.ReadPayloadAsync(first.Id, Ct)).ShouldNotBeNull().ShouldContain("staff-1");
        (await Store.ReadPayloadAsync(3, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_dead_answer_is_opened_where_it_stopped_and_may_live_another_day()
    {
        var turn = await AddAsync();
        var (reply, part) = await AnswerAsync(turn, "0123456789", new Part(0, 1, 0, 4, Road.OpenApi, 1, 0));
        part = await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, "k", null), new ReplyProgress(4, 1, 0, ReplyState.Open, null, null), new Part(0, 2, 4, 6, Road.OpenApi, 1, 0), T0, Ct);
        (await Store.ResendAsync(turn.Id, "boss", T0, Ct)).Result.ShouldBe(AgainResult.InWork);
        await Store.RecordAsync(reply, new PartResult(part, PartState.Refused, 0, null, "gone"), new ReplyProgress(4, 1, 9, ReplyState.Dead, null, TurnOutcome.Failed(Reasons.Undelivered)), null, T0, Ct);
        var dead = (await Store.ReadDeadAsync(10, Ct)).ShouldHaveSingleItem();
        (dead.ReplyId, dead.Turn.Id, dead.Length, dead.Arrived, dead.Road, dead.Error, dead.IsFile).ShouldBe((reply, turn.Id, 10, 4, Road.OpenApi, "gone", false));

        var later = T0.AddDays(2);
        var again = await Store.ResendAsync(turn.Id, "boss", later, Ct);

        (again.Result, again.TurnId).ShouldBe((AgainResult.Done, turn.Id));
        again.Replies.ShouldBe([reply]);
        (await Store.OpenRepliesAsync(Ct)).ShouldBe([(reply, later)]);
        var open = (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull();
        (open.Done, open.PartsDone, open.Rounds, open.CreatedAt, open.Last, open.Doubtful).ShouldBe((4, 1, 0, later, null, false));
        (await Store.TraceAsync(turn.Id, Ct))!.Replies[0].ResentAt.ShouldBe(later);
        (await Store.ReadDeadAsync(10, Ct)).ShouldBeEmpty();
        var entry = (await Store.ReadAuditAsync(0, 10, Ct)).ShouldHaveSingleItem();
        (entry.Kind, entry.Actor, entry.Subject).ShouldBe((AuditKinds.TurnResent, "boss", $"turn {turn.Id}"));
        entry.Facts.ShouldContain("failed:undelivered");

        part = await Store.RecordAsync(reply, null, new ReplyProgress(4, 1, 0, ReplyState.Open, null, null), new Part(0, 2, 4, 6, Road.OpenApi, 1, 0), later, Ct);
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, "k2", null), new ReplyProgress(10, 2, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, later, Ct);
        (await Store.TraceAsync(turn.Id, Ct))!.Outcome.ShouldBe(TurnOutcome.Answered);
        (await Store.ResendAsync(turn.Id, "boss", later, Ct)).Result.ShouldBe(AgainResult.NothingToSend);
    }

    [Fact]
    public async Task What_is_in_doubt_is_opened_from_the_first_part_that_may_be_missing()
    {
        var turn = await AddAsync();
        var doubt = TurnOutcome.Answered with { Reason = Reasons.InDoubt };
        var (reply, part) = await AnswerAsync(turn, "0123456789", new Part(0, 1, 0, 4, Road.Webhook, 2, 1));
        part = await Store.RecordAsync(reply, new PartResult(part, PartState.InDoubt, 2, null, "reset"), new ReplyProgress(4, 1, 0, ReplyState.Open, null, null), new Part(0, 2, 4, 6, Road.Webhook, 1, 0), T0, Ct);
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, null, null), new ReplyProgress(10, 2, 0, ReplyState.Delivered, null, doubt), null, T0, Ct);

        (await Store.ResendAsync(turn.Id, "cli", T0, Ct)).Result.ShouldBe(AgainResult.Done);

        var open = (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull();
        (open.Done, open.PartsDone, open.Doubtful, open.Closes).ShouldBe((0, 0, false, TurnOutcome.Answered));
    }

    [Fact]
    public async Task An_answer_in_the_message_of_another_is_opened_with_it()
    {
        var (carrier, carried) = (await AddAsync("a"), await AddAsync("b"));
        var added = await Store.AddReplyAsync(new NewReply(carrier.Id, "both", TurnOutcome.Answered, []) { Takes = [carried] }, null, T0, Ct);
        var lost = TurnOutcome.Failed(Reasons.Undelivered);
        await Store.RecordAsync(added.ReplyId, null, new ReplyProgress(0, 0, 0, ReplyState.Dead, null, lost) { Carried = [(carried.Id, lost)] }, null, T0, Ct);

        (await Store.ResendAsync(carried.Id, "cli", T0, Ct)).TurnId.ShouldBe(carrier.Id);

        (await Store.LoadReplyAsync(added.ReplyId, Ct))!.Carries.ShouldHaveSingleItem().Turn.Id.ShouldBe(carried.Id);
        foreach (var turn in new[] { carrier, carried }) (await Store.TraceAsync(turn.Id, Ct))!.Outcome.ShouldBeNull();
        (await Store.TraceAsync(carried.Id, Ct))!.CarriedBy.ShouldBe(carrier.Id);
    }

    [Fact]
    public async Task A_failed_turn_is_tried_again_as_a_new_one_that_knows_whose_retry_it_is()
    {
        var turn = await AddAsync("a");
        (await Store.RetryAsync(turn.Id, "cli", T0, Ct)).Result.ShouldBe(AgainResult.InWork);
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Failed(Reasons.ModelDown), T0, Ct);

        var again = (await Store.RetryAsync(turn.Id, "cli", T0.AddHours(1), Ct)).Turn.ShouldNotBeNull();

        (again.MessageId.Value, again.Message.Id.Value, again.Conversation, again.ReceivedAt).ShouldBe(("retry:1:1", "a", turn.Conversation, T0.AddHours(1)));
        (await OpenTurnIdsAsync()).ShouldBe([again.Id]);
        var trace = (await Store.TraceAsync(again.Id, Ct))!;
        (trace.AgainOf, trace.Verdict).ShouldBe((turn.Id, "retry"));
        (await Store.TraceAsync(turn.Id, Ct))!.Again.ShouldBe([again.Id]);
        (await Store.FindTurnsAsync("a", Ct)).Select(row => row.Id).ShouldBe([again.Id, turn.Id]);
        (await Store.ReadAuditAsync(0, 10, Ct)).ShouldHaveSingleItem().Kind.ShouldBe(AuditKinds.TurnRetried);
        (await Store.RetryAsync(turn.Id, "cli", T0, Ct)).ShouldBe(new AgainOutcome(AgainResult.Retried, again.Id));
        await Store.CloseTurnAsync(again.Id, TurnOutcome.Failed(Reasons.ModelDown), T0, Ct);
        (await Store.RetryAsync(turn.Id, "cli", T0, Ct)).Turn!.MessageId.Value.ShouldBe("retry:1:2", "the first try failed too");
    }

    [Fact]
    public async Task What_did_not_fail_what_nobody_said_and_what_has_its_answer_is_not_tried_again()
    {
        var (answered, made, lost) = (await AddAsync("a"), await AddAsync("schedule:1:2"), await AddAsync("c"));
        await Store.CloseTurnAsync(answered.Id, TurnOutcome.Answered, T0, Ct);
        await Store.CloseTurnAsync(made.Id, TurnOutcome.Failed(Reasons.ModelDown), T0, Ct);
        await Store.CloseTurnAsync(lost.Id, TurnOutcome.Failed(Reasons.Undelivered), T0, Ct);
        await Store.AddRefusedAsync(new RefusedTurn("main", new MessageId("d"), T0, TurnOutcome.Ignored(Reasons.NotAllowed)), Ct);

        (await Store.RetryAsync(answered.Id, "cli", T0, Ct)).Result.ShouldBe(AgainResult.NotFailed);
        (await Store.RetryAsync(made.Id, "cli", T0, Ct)).Result.ShouldBe(AgainResult.Made);
        (await Store.RetryAsync(lost.Id, "cli", T0, Ct)).Result.ShouldBe(AgainResult.HasAnswer);
        (await Store.RetryAsync(4, "cli", T0, Ct)).Result.ShouldBe(AgainResult.NoSuchTurn);
        (await Store.ResendAsync(4, "cli", T0, Ct)).Result.ShouldBe(AgainResult.NoSuchTurn);
        (await Store.ReadAuditAsync(0, 10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_people_think_is_kept_once_a_person_and_read_with_whose_answer_it_was()
    {
        var (one, two) = (await AddAsync("a"), await AddAsync("b"));
        await Store.AddReplyAsync(new NewReply(one.Id, "x", TurnOutcome.Answered, []) { Run = s_run }, null, T0, Ct);
        await Store.VoteAsync(new Vote(one.Id, "staff-1", true, T0) { Comment = "good" }, Ct);
        await Store.VoteAsync(new Vote(one.Id, "staff-1", false, T0.AddSeconds(1)), Ct);
        await Store.AddReplyAsync(
            new NewReply(two.Id, "thanks", TurnOutcome.Answered, []) { Effects = new TurnEffects { Vote = new Vote(one.Id, "staff-2", true, T0.AddSeconds(2)) } }, null, T0, Ct);
        await Store.VoteAsync(new Vote(4711, "staff-1", true, T0), Ct);

        var all = await Store.ReadFeedbackAsync(new FeedbackQuery(T0, 10), Ct);

        all.ShouldBe(
        [
            new Feedback(one.Id, "main", "main/dm/staff-1", "staff-2", true, null, T0.AddSeconds(2), "ops"),
            new Feedback(one.Id, "main", "main/dm/staff-1", "staff-1", false, "good", T0.AddSeconds(1), "ops"),
        ]);
        (await Store.ReadFeedbackAsync(new FeedbackQuery(T0, 10) { Up = false }, Ct)).ShouldHaveSingleItem().Person.ShouldBe("staff-1");
        (await Store.ReadFeedbackAsync(new FeedbackQuery(T0, 10) { Account = "other" }, Ct)).ShouldBeEmpty();
        (await Store.ReadFeedbackAsync(new FeedbackQuery(T0.AddSeconds(2), 10), Ct)).ShouldHaveSingleItem();
        (await Store.ReadVotesAsync(one.Id, Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_turn_behind_a_message_of_the_robot_is_found_by_its_receipt_or_by_the_one_moment()
    {
        var turn = await AddAsync("a");
        var (reply, part) = await AnswerAsync(turn, "0123", new Part(0, 1, 0, 4, Road.OpenApi, 1, 0));
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, "key", null), new ReplyProgress(4, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, T0, Ct);
        var other = await AddAsync("b");
        (reply, part) = await AnswerAsync(other, "0123", new Part(0, 1, 0, 4, Road.Webhook, 1, 0));
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, null, null), new ReplyProgress(4, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, T0.AddMinutes(1), Ct);

        Task<long?> Find(string conversation, string key, DateTimeOffset? at) => Store.FindAnsweredAsync("main", conversation, [key], at is { } when ? (when.AddSeconds(-5), when.AddSeconds(5)) : null, Ct);
        (await Find("main/dm/staff-1", "key", null)).ShouldBe(turn.Id);
        (await Find("main/dm/staff-2", "key", null)).ShouldBeNull();
        (await Find("main/dm/staff-1", "none", null)).ShouldBeNull();
        (await Find("main/dm/staff-1", "none", T0.AddSeconds(58))).ShouldBe(other.Id);
        (await Find("main/dm/staff-1", "none", T0.AddMinutes(9))).ShouldBeNull();
    }
}
