using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static readonly Part s_first = new(0, 1, 0, 4, Road.Webhook, 1, 0);

    [Fact]
    public async Task A_reply_without_an_attempt_waits_for_the_retry_queue()
    {
        var turn = await AddAsync();
        var (reply, part) = await AnswerAsync(turn, closes: TurnOutcome.Failed(Reasons.Busy));
        part.ShouldBe(0);
        (await Store.OpenRepliesAsync(Ct)).ShouldBe([(reply, (DateTimeOffset?)T0)]);

        await ReopenAsync();
        var found = (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull();
        (found.Id, found.Text, found.Done, found.PartsDone, found.Rounds).ShouldBe((reply, "an answer", 0, 0, 0));
        (found.CreatedAt, found.Closes, found.Last, found.InFlight, found.Doubtful).ShouldBe((T0, TurnOutcome.Failed(Reasons.Busy), null, false, false));
        (found.Turn.Id, found.Turn.MessageId, found.Turn.Conversation).ShouldBe((turn.Id, turn.MessageId, turn.Conversation));
        found.Turn.Message.Webhook.ShouldBe(turn.Message.Webhook);
    }

    [Fact]
    public async Task A_reply_that_is_broken_off_ends_with_all_that_go_in_its_message()
    {
        var (first, second) = (await AddAsync("first"), await AddAsync("second"));
        var (head, _) = await AnswerAsync(first);
        var (other, _) = await AnswerAsync(second);
        await Store.MergeAsync(head, "both", [other], Ct);
        await Store.BreakOffReplyAsync(head, TurnOutcome.Failed(Reasons.Crashed), T0, Ct);
        (await Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        (await Store.CountAsync(Ct)).Outcomes.ShouldBe(new Dictionary<string, long> { ["failed:crashed"] = 2 });
    }

    [Fact]
    public async Task An_answer_to_a_turn_that_has_ended_is_refused_with_all_that_belongs_to_it()
    {
        var turn = await AddAsync();
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Cancelled(Reasons.Stopped), T0, Ct);
        var file = new NewReply(turn.Id, "a file", null, []) { Extras = new ReplyExtras { Kept = true } };
        var added = await Store.AddReplyAsync(
            new NewReply(turn.Id, "late", TurnOutcome.Answered, [new HistoryEntry(turn.Conversation, HistoryRole.Person, "q", T0)]) { Then = [file] }, s_first, T0, Ct);
        added.IsRefused.ShouldBeTrue();
        (await Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        (await Store.ReadHistoryAsync(turn.Conversation, 10, Ct)).ShouldBeEmpty();
        (await Store.AddReplyAsync(new NewReply(turn.Id, "beside", null, []), s_first, T0, Ct)).IsRefused.ShouldBeFalse();
        (await Store.AddReplyAsync(new NewReply(turn.Id, "as far as it came", TurnOutcome.Cancelled(Reasons.Stopped), []), s_first, T0, Ct)).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_kept_beside_an_answer_counts_as_dead_too_and_a_note_does_not()
    {
        var turn = await AddAsync();
        foreach (var extras in new[] { new ReplyExtras { Kept = true }, ReplyExtras.None })
        {
            var (reply, _) = await Store.AddReplyAsync(new NewReply(turn.Id, "beside", null, []) { Extras = extras }, null, T0, Ct);
            await Store.RecordAsync(reply, null, new ReplyProgress(0, 0, 0, ReplyState.Dead, null, null), null, T0, Ct);
        }

        (await Store.CountAsync(Ct)).DeadReplies.ShouldBe(1);
    }

    [Fact]
    public async Task An_attempt_that_was_on_its_way_is_found_in_flight_after_a_restart()
    {
        var (reply, part) = await AnswerAsync(await AddAsync(), first: s_first);
        part.ShouldBeGreaterThan(0);
        (await Store.OpenRepliesAsync(Ct)).ShouldBe([(reply, (DateTimeOffset?)null)]);

        await ReopenAsync();
        var found = (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull();
        found.InFlight.ShouldBeTrue();
        found.Last.ShouldBe(s_first with { Id = part });
    }

    [Fact]
    public async Task An_answer_takes_its_turn_from_what_a_restart_runs_again_but_a_note_does_not()
    {
        var answered = await AddAsync("answered");
        var noted = await AddAsync("noted");
        await AnswerAsync(answered, first: s_first);
        await AnswerAsync(noted, first: s_first, note: true);
        (await OpenTurnIdsAsync()).ShouldBe([noted.Id]);
        (await Store.CountAsync(Ct)).OpenTurns.ShouldBe(2);
    }

    [Fact]
    public async Task A_delivered_part_moves_the_reply_on_and_begins_the_next_in_one_step()
    {
        var (reply, part) = await AnswerAsync(await AddAsync(), "abcdefgh", s_first);
        var next = new Part(0, 2, 4, 4, Road.OpenApi, 1, 0);
        var nextId = await Store.RecordAsync(
            reply, new PartResult(part, PartState.Delivered, 0, "receipt", null), new ReplyProgress(4, 1, 0, ReplyState.Open, null, null), next, T0, Ct);

        await ReopenAsync();
        var found = (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull();
        (found.Done, found.PartsDone, found.InFlight, found.Doubtful).ShouldBe((4, 1, true, false));
        found.Last.ShouldBe(next with { Id = nextId });
    }

    [Fact]
    public async Task A_repeat_keeps_its_row_and_counts_its_doubt()
    {
        var (reply, part) = await AnswerAsync(await AddAsync(), first: s_first);
        var again = s_first with { Id = part, Attempts = 2, Doubts = 1 };
        (await Store.RecordAsync(reply, new PartResult(part, PartState.InDoubt, 1, null, "timeout"), new ReplyProgress(0, 0, 0, ReplyState.Open, null, null), again, T0, Ct)).ShouldBe(part);

        await ReopenAsync();
        var found = (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull();
        (found.InFlight, found.Doubtful).ShouldBe((true, true));
        found.Last.ShouldBe(again);
        (await Store.CountAsync(Ct)).DoubtfulParts.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_part_is_the_last_attempt_and_not_in_flight()
    {
        var (reply, part) = await AnswerAsync(await AddAsync(), first: s_first);
        await Store.RecordAsync(reply, new PartResult(part, PartState.Refused, 0, null, "-1"), new ReplyProgress(0, 0, 1, ReplyState.Open, T0.AddSeconds(1), null), null, T0, Ct);

        await ReopenAsync();
        (await Store.OpenRepliesAsync(Ct)).ShouldBe([(reply, (DateTimeOffset?)T0.AddSeconds(1))]);
        var found = (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull();
        (found.InFlight, found.Rounds, found.Last!.Id).ShouldBe((false, 1, part));
        (await Store.CountAsync(Ct)).WaitingReplies.ShouldBe(1);
    }

    [Theory]
    [InlineData("delivered")]
    [InlineData("dead")]
    public async Task A_reply_that_ended_closes_its_turn_and_is_not_loaded_again(string end)
    {
        var (reply, part) = await AnswerAsync(await AddAsync(), first: s_first);
        var outcome = end == "dead" ? TurnOutcome.Failed(Reasons.Undelivered) : TurnOutcome.Answered;
        var state = end == "dead" ? ReplyState.Dead : ReplyState.Delivered;
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, null, null), new ReplyProgress(9, 1, 0, state, null, outcome), null, T0, Ct);

        (await Store.LoadReplyAsync(reply, Ct)).ShouldBeNull();
        (await Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        var counts = await Store.CountAsync(Ct);
        (counts.OpenTurns, counts.WaitingReplies, counts.DeadReplies).ShouldBe((0, 0, end == "dead" ? 1 : 0));
        counts.Outcomes.Keys.ShouldHaveSingleItem().ShouldBe(end == "dead" ? "failed:undelivered" : "answered");
    }

    [Fact]
    public async Task A_note_that_arrived_leaves_its_turn_open()
    {
        var turn = await AddAsync();
        var (reply, part) = await AnswerAsync(turn, first: s_first, note: true);
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, null, null), new ReplyProgress(9, 1, 0, ReplyState.Delivered, null, null), null, T0, Ct);
        (await OpenTurnIdsAsync()).ShouldBe([turn.Id]);
    }

    [Fact]
    public async Task What_follows_an_answer_is_stored_with_it_and_stays_open_when_the_turn_has_closed()
    {
        var turn = await AddAsync();
        var file = new NewReply(turn.Id, "not sent", null, []) { Extras = new ReplyExtras { File = new("/w/a.pdf", "a.pdf", "file", null), Kept = true, Names = new Dictionary<string, string> { ["张三"] = "s1" } } };
        var added = await Store.AddReplyAsync(new NewReply(turn.Id, "summary", null, []) { Then = [new NewReply(turn.Id, "whole", TurnOutcome.Answered, []), file] }, s_first, T0, Ct);
        (await OpenTurnIdsAsync()).ShouldBeEmpty("the answer is on its way: a restart must not ask the model again");
        await Store.RecordAsync(added.Then[0], null, new ReplyProgress(5, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, T0, Ct);
        var part = await Store.RecordAsync(added.Then[1], null, new ReplyProgress(0, 0, 0, ReplyState.Open, null, null), new Part(0, 1, 0, 8, Road.File, 1, 0), T0, Ct);
        await Store.RecordAsync(added.Then[1], new PartResult(part, PartState.Refused, 0, null, "40006"), new ReplyProgress(0, 0, 1, ReplyState.Open, T0.AddSeconds(1), null), null, T0, Ct);

        await ReopenAsync();
        (await Store.OpenRepliesAsync(Ct)).Select(open => open.ReplyId).ShouldBe([added.Then[1]], "the summary was a note, its moment has passed");
        var found = (await Store.LoadReplyAsync(added.Then[1], Ct)).ShouldNotBeNull();
        (found.IsNote, found.FileError, found.Extras.File!.Name).ShouldBe((false, "40006", "a.pdf"));
        found.Extras.Names!["张三"].ShouldBe("s1");
    }

    [Fact]
    public async Task A_note_that_was_given_up_is_no_dead_letter()
    {
        var (reply, _) = await AnswerAsync(await AddAsync(), note: true);
        await Store.RecordAsync(reply, null, new ReplyProgress(0, 0, 0, ReplyState.Dead, null, null), null, T0, Ct);
        (await Store.CountAsync(Ct)).DeadReplies.ShouldBe(0);
        (await Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_that_never_was_is_not_loaded() => (await Store.LoadReplyAsync(4711, Ct)).ShouldBeNull();

    [Fact]
    public async Task A_reply_to_a_turn_that_never_was_is_refused_and_leaves_nothing()
    {
        var reply = new NewReply(4711, "to nobody", TurnOutcome.Answered, [new HistoryEntry("c", HistoryRole.Assistant, "ghost", T0)]);
        await Should.ThrowAsync<StoreException>(() => Store.AddReplyAsync(reply, s_first, T0, Ct));
        (await Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        (await Store.ReadHistoryAsync("c", 10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Memory_is_per_conversation_newest_within_the_limit_oldest_first()
    {
        var turn = await AddAsync();
        for (var i = 0; i < 5; i++)
            await Store.AddReplyAsync(new NewReply(turn.Id, "x", null, [new HistoryEntry("mine", HistoryRole.Person, $"q{i}", T0.AddSeconds(i)), new HistoryEntry("mine", HistoryRole.Assistant, $"a{i}", T0.AddSeconds(i))]), null, T0, Ct);
        await Store.AddReplyAsync(new NewReply(turn.Id, "x", null, [new HistoryEntry("yours", HistoryRole.Person, "other", T0)]), null, T0, Ct);

        await ReopenAsync();
        (await Store.ReadHistoryAsync("mine", 3, Ct)).ShouldBe(
        [
            new HistoryEntry("mine", HistoryRole.Assistant, "a3", T0.AddSeconds(3)),
            new HistoryEntry("mine", HistoryRole.Person, "q4", T0.AddSeconds(4)),
            new HistoryEntry("mine", HistoryRole.Assistant, "a4", T0.AddSeconds(4)),
        ]);
        (await Store.ReadHistoryAsync("yours", 100, Ct)).ShouldHaveSingleItem().Text.ShouldBe("other");
        (await Store.ReadHistoryAsync("MINE", 100, Ct)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a\0b: a NUL in the middle")]
    [InlineData("'; DROP TABLE turns; --")]
    [InlineData("👩‍👩‍👧‍👦 e\u0301 \u202e \r\n\t")]
    [InlineData("")]
    public async Task Texts_come_back_character_by_character(string text)
    {
        var turn = await AddAsync();
        var (reply, _) = await Store.AddReplyAsync(new NewReply(turn.Id, text, TurnOutcome.Answered, [new HistoryEntry("c", HistoryRole.Assistant, text, T0)]), null, T0, Ct);
        (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull().Text.ShouldBe(text);
        (await Store.ReadHistoryAsync("c", 1, Ct)).ShouldHaveSingleItem().Text.ShouldBe(text);
    }

    [Fact]
    public async Task A_lone_surrogate_costs_no_character_so_that_offsets_still_hold()
    {
        var text = new string(['a', '\ud83d', 'b', '\ude00', 'c']);
        var (reply, _) = await AnswerAsync(await AddAsync(), text);
        (await Store.LoadReplyAsync(reply, Ct)).ShouldNotBeNull().Text.Length.ShouldBe(text.Length);
    }

    [Fact]
    public async Task A_text_of_four_million_characters_comes_back_whole()
    {
        var text = string.Concat(Enumerable.Repeat("丁字钉\n", 1_000_000));
        var (reply, _) = await AnswerAsync(await AddAsync(), text);
        ((await Store.LoadReplyAsync(reply, Ct))!.Text == text).ShouldBeTrue();
    }

    [Fact]
    public async Task Memory_from_elsewhere_is_taken_once_and_in_its_order()
    {
        HistoryEntry[] entries = [new("c", HistoryRole.Person, "one", Said.At), new("c", HistoryRole.Assistant, "two", Said.At.AddSeconds(1))];
        (await Store.ImportHistoryAsync("c", entries, Ct)).ShouldBeTrue();
        (await Store.ImportHistoryAsync("c", entries, Ct)).ShouldBeFalse();
        await ReopenAsync();
        (await Store.ReadHistoryAsync("c", 10, Ct)).ShouldBe(entries);
    }

    [Fact]
    public async Task A_memory_from_elsewhere_is_of_the_present_session()
    {
        await ChangeAsync("c", new SessionChange { Anew = true });
        HistoryEntry[] entries = [new("c", HistoryRole.Person, "one", Said.At)];
        (await Store.ImportHistoryAsync("c", entries, Ct)).ShouldBeTrue();
        (await Store.ReadHistoryAsync("c", 10, Ct)).ShouldBe(entries);
    }

    [Fact]
    public async Task A_group_known_in_small_letters_has_its_memories_back_once_it_is_heard()
    {
        const string small = "main/group/cidabc==", real = "main/group/cidABC==", other = "main/group/cidXYZ==";
        foreach (var (memory, text) in new[] { (small, "one"), (small + "#finance", "two"), ("main/group/cidxyz==", "late") })
            await Store.ImportHistoryAsync(memory, [new(memory, HistoryRole.Person, text, Said.At)], "in short", Ct);
        await Store.AwaitGroupAsync(small, Ct);
        await Store.AwaitGroupAsync("main/group/cidxyz==", Ct);
        await Store.ImportHistoryAsync(other, [new(other, HistoryRole.Person, "mine", Said.At)], Ct);
        await ReopenAsync();

        await AddAsync("m-dm", conversation: "main/dm/cidABC==");
        (await Store.ReadHistoryAsync(real, 10, Ct)).ShouldBeEmpty("only the group itself is waited for");
        await AddAsync("m-group", conversation: real);
        await AddAsync("m-other", conversation: other);
        (await Store.ReadHistoryAsync(real, 10, Ct)).Single().Text.ShouldBe("one");
        (await Store.ReadHistoryAsync(real + "#finance", 10, Ct)).Single().Text.ShouldBe("two");
        (await Store.ReadSessionAsync(real, "main", "x", Ct)).Session.Summary.ShouldBe("in short");
        (await Store.ReadHistoryAsync(small, 10, Ct)).ShouldBeEmpty();
        (await Store.ReadHistoryAsync(other, 10, Ct)).Single().Text.ShouldBe("mine", "what a group remembers here stays alone");
    }
}
