using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task When_a_chore_was_done_last_is_known_after_a_restart()
    {
        (await Store.UpkeepAsync("one", Ct)).ShouldBeNull();
        await Store.MarkUpkeepAsync("one", T0, Ct);
        await Store.MarkUpkeepAsync("one", T0.AddDays(1), Ct);
        await ReopenAsync();
        (await Store.UpkeepAsync("one", Ct)).ShouldBe(T0.AddDays(1));
        (await Store.UpkeepAsync("other", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Words_are_cut_from_turns_that_ended_and_a_repeat_is_still_known()
    {
        var (old, open, young) = (await AddAsync("old"), await AddAsync("open"), await AddAsync("young", T0.AddDays(2)));
        foreach (var turn in new[] { old, young }) await EndAsync(turn);

        (await Store.CutTextsAsync(T0.AddDays(1), 10, Ct)).ShouldBe(1);
        (await Store.CutTextsAsync(T0.AddDays(1), 10, Ct)).ShouldBe(0, "once is enough");
        (await Store.TraceAsync(old.Id, Ct)).ShouldBeNull("its words are gone");
        (await Store.FindSentAtAsync("main", Mine, T0.AddHours(-1), T0.AddHours(1), Ct)).ShouldBe("an answer", "of the young one alone: the old one has none to be quoted");
        (await Store.TraceAsync(young.Id, Ct)).ShouldNotBeNull();
        (await OpenTurnIdsAsync()).ShouldBe([open.Id], "what is still to be answered keeps its words");
        (await Store.AddTurnAsync(new Support.Said { Id = "old" }.NewTurn(), null, Ct)).ShouldBeNull("it was seen before");
        (await Store.CountAsync(Ct)).Outcomes["answered"].ShouldBe(2);
    }

    [Fact]
    public async Task Of_a_turn_whose_trace_is_cut_the_id_and_the_outcome_are_left()
    {
        var old = await AddAsync("old");
        var reply = await EndAsync(old);
        await Store.PutAttachmentAsync(new StoredAttachment(old.Id, 1, "plan.txt", null, 3, null, null), Ct);

        (await Store.CutTracesAsync(T0.AddDays(1), 10, Ct)).ShouldBe(1);
        (await Store.CutTracesAsync(T0.AddDays(1), 10, Ct)).ShouldBe(0);
        (await Store.LoadReplyAsync(reply, Ct)).ShouldBeNull();
        (await Store.ReadAttachmentsAsync(old.Id, Ct)).ShouldBeEmpty();
        (await Store.AddTurnAsync(new Support.Said { Id = "old" }.NewTurn(), null, Ct)).ShouldBeNull();
        (await Store.CountAsync(Ct)).Outcomes["answered"].ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_still_waits_keeps_its_turn_whole()
    {
        var turn = await AddAsync("waits");
        var (reply, _) = await AnswerAsync(turn);
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, T0, Ct);
        (await Store.CutTextsAsync(T0.AddDays(1), 10, Ct)).ShouldBe(0);
        (await Store.CutTracesAsync(T0.AddDays(1), 10, Ct)).ShouldBe(0);
        (await Store.LoadReplyAsync(reply, Ct))!.Text.ShouldBe("an answer");
    }

    [Fact]
    public async Task Old_lines_of_a_talk_go_and_its_summary_with_the_last_of_them()
    {
        await RememberAsync("old", T0);
        await RememberAsync("young", T0.AddDays(2));
        await ChangeAsync(Mine, new SessionChange { Conversation = Mine, Compact = new Compaction(Mine, 0, 0, 1, "in short") });

        (await Store.PruneHistoryAsync(T0.AddDays(1), 10, Ct)).ShouldBe(1);
        (await Store.ReadAllHistoryAsync(Mine, 10, Ct)).Select(entry => entry.Text).ShouldBe(["young"]);
        (await Store.PruneSummariesAsync(T0.AddDays(1), 10, Ct)).ShouldBe(0, "something younger is remembered");

        (await Store.PruneHistoryAsync(T0.AddDays(3), 10, Ct)).ShouldBe(1);
        (await Store.PruneSummariesAsync(T0.AddDays(3), 10, Ct)).ShouldBe(1);
        (await SessionAsync(Mine)).Session.Summary.ShouldBeNull();
    }

    [Fact]
    public async Task Facts_and_people_of_long_ago_go()
    {
        await Store.AddFactAsync(new Fact(0, Mine, "old", "main", "staff-1", "Ann", T0), 10, Ct);
        await Store.AddFactAsync(new Fact(0, Mine, "young", "main", "staff-1", "Ann", T0.AddDays(2)), 10, Ct);
        (await Store.PruneFactsAsync(T0.AddDays(1), 10, Ct)).ShouldBe(1);
        (await Store.ReadFactsAsync(Mine, Ct)).Select(fact => fact.Text).ShouldBe(["young"]);

        await Store.SeePersonAsync(new SeenPerson("main", "old", "Old", T0, true, 20261120, 1), 10, Ct);
        await Store.SeePersonAsync(new SeenPerson("main", "young", "Young", T0.AddDays(2), true, 20261122, 1), 10, Ct);
        await Store.SeeGroupAsync(new SeenGroup("main", "cid-old", "Old", T0), 10, Ct);
        (await Store.PrunePeopleAsync(T0.AddDays(1), 10, Ct)).ShouldBe(1);
        (await Store.ReadPeopleAsync(10, Ct)).Select(one => one.Person).ShouldBe(["young"]);
        (await Store.ReadGroupsAsync(10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Old_audit_entries_lose_their_texts_in_bites_and_a_new_entry_says_which()
    {
        for (var i = 0; i < 5; i++) await Store.AppendAuditAsync(new AuditEvent("test", "boss", "main", $"thing {i}"), T0.AddDays(i), Ct);
        var before = await Store.ReadAuditAsync(0, 10, Ct);

        (await Store.CutAuditAsync(T0.AddDays(3), 2, T0.AddDays(9), Ct)).ShouldBe(2);
        (await Store.CutAuditAsync(T0.AddDays(3), 2, T0.AddDays(9), Ct)).ShouldBe(1);
        (await Store.CutAuditAsync(T0.AddDays(3), 2, T0.AddDays(9), Ct)).ShouldBe(0);

        var after = await Store.ReadAuditAsync(0, 10, Ct);
        after.Select(entry => entry.Subject).ShouldBe(["", "", "", "thing 3", "thing 4", "2", "3"]);
        after.Take(5).Select(entry => (entry.Number, entry.At, entry.Kind, entry.Hash)).ShouldBe(before.Select(entry => (entry.Number, entry.At, entry.Kind, entry.Hash)));
        after.Take(3).ShouldAllBe(entry => entry.Actor == "" && entry.Facts == "");
        after[^1].Kind.ShouldBe(AuditKinds.AuditCut);
    }

    private async Task<long> EndAsync(Turn turn)
    {
        var (reply, part) = await AnswerAsync(turn, first: new Part(0, 1, 0, 9, Road.Webhook, 1, 0));
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, null, null), new ReplyProgress(9, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, T0, Ct);
        return reply;
    }

    private async Task RememberAsync(string text, DateTimeOffset at)
    {
        var turn = await AddAsync(text);
        await Store.AddReplyAsync(new NewReply(turn.Id, "ok", TurnOutcome.Answered, [new HistoryEntry(Mine, HistoryRole.Person, text, at)]), null, T0, Ct);
    }
}
