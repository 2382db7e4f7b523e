using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private const string Mine = "main/dm/staff-1";
    private const string Yours = "main/dm/staff-2";

    [Fact]
    public async Task A_conversation_begins_with_its_first_session_and_a_person_nobody_knows() =>
        (await SessionAsync(Mine)).ShouldBe((Session.First, PersonSettings.Unknown));

    [Fact]
    public async Task A_new_session_reads_nothing_of_the_old_one_which_stays_stored()
    {
        await SayAsync(Mine, "old");
        await SayAsync(Yours, "other");
        await ChangeAsync(Mine, new SessionChange { Anew = true, Summary = "in short" });
        (await Store.ReadHistoryAsync(Mine, 10, Ct)).ShouldBeEmpty();
        await SayAsync(Mine, "new");

        await ReopenAsync();
        (await Store.ReadHistoryAsync(Mine, 10, Ct)).Select(entry => entry.Text).ShouldBe(["new"]);
        (await Store.ReadAllHistoryAsync(Mine, 10, Ct)).Select(entry => entry.Text).ShouldBe(["old", "new"]);
        (await Store.ReadAllHistoryAsync(Mine, 1, Ct)).Select(entry => entry.Text).ShouldBe(["new"]);
        (await SessionAsync(Mine)).Session.ShouldBe(new Session(1, T0, "in short", null, null));
        (await Store.ReadHistoryAsync(Yours, 10, Ct)).Select(entry => entry.Text).ShouldBe(["other"]);
        (await SessionAsync(Yours)).Session.ShouldBe(Session.First);
    }

    [Fact]
    public async Task A_change_of_another_name_than_the_turns_conversation_leaves_that_conversation_as_it_is()
    {
        await SayAsync(Mine, "here");
        await SayAsync(Mine + "#ops", "there");
        await ChangeAsync(Mine, new SessionChange { Conversation = Mine + "#ops", ForgetLast = true });
        (await Store.ReadHistoryAsync(Mine + "#ops", 10, Ct)).ShouldBeEmpty();
        await ChangeAsync(Mine, new SessionChange { Conversation = Mine + "#ops", Anew = true, Model = new Setting("lab/one"), Thinking = new Setting(ThinkingLevels.Low) });
        (await SessionAsync(Mine + "#ops")).Session.ShouldBe(new Session(1, T0, null, "lab/one", "low"));
        (await SessionAsync(Mine)).Session.ShouldBe(Session.First);
        (await Store.ReadHistoryAsync(Mine, 10, Ct)).Select(entry => entry.Text).ShouldBe(["here"]);
    }

    [Fact]
    public async Task A_session_that_begins_with_an_answer_remembers_that_answer()
    {
        await SayAsync(Mine, "old");
        var turn = await AddAsync($"m{Guid.NewGuid():N}");
        await Store.AddReplyAsync(
            new NewReply(turn.Id, "x", TurnOutcome.Answered, [new HistoryEntry(Mine, HistoryRole.Person, "first", T0)]) { Effects = new TurnEffects { Session = new SessionChange { Anew = true } } },
            null, T0, Ct);
        (await Store.ReadHistoryAsync(Mine, 10, Ct)).Select(entry => entry.Text).ShouldBe(["first"]);
    }

    [Fact]
    public async Task Settings_stay_until_they_are_taken_back_and_through_new_sessions()
    {
        await ChangeAsync(Mine, new SessionChange { Model = new Setting("lab/one") });
        await ChangeAsync(Mine, new SessionChange { Thinking = new Setting(ThinkingLevels.High) });
        await ChangeAsync(Mine, new SessionChange { Anew = true });
        (await SessionAsync(Mine)).Session.ShouldBe(new Session(1, T0, null, "lab/one", "high"));
        await ChangeAsync(Mine, new SessionChange { Model = new Setting(null) });
        (await SessionAsync(Mine)).Session.ShouldBe(new Session(1, T0, null, null, "high"));
        (await SessionAsync(Yours)).Session.ShouldBe(Session.First);
    }

    [Fact]
    public async Task Forgetting_takes_the_last_exchange_of_this_session_and_nothing_else()
    {
        await SayAsync(Mine, "q0");
        await ChangeAsync(Mine, new SessionChange { Anew = true });
        foreach (var text in new[] { "q1", "q2" }) await SayAsync(Mine, text);
        await SayAsync(Yours, "other");

        for (var i = 0; i < 3; i++) await ChangeAsync(Mine, new SessionChange { ForgetLast = true });

        (await Store.ReadAllHistoryAsync(Mine, 10, Ct)).Select(entry => entry.Text).ShouldBe(["q0"]);
        (await Store.ReadHistoryAsync(Yours, 10, Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_person_is_known_per_account()
    {
        await EffectAsync(Mine, new TurnEffects { Person = new PersonChange("main", "staff-1", new Setting("en"), "zh") });
        await EffectAsync(Mine, new TurnEffects { Person = new PersonChange("main", "staff-1", null, "en") });
        (await SessionAsync(Mine)).Person.ShouldBe(new PersonSettings("en", "en"));
        (await Store.ReadSessionAsync(Mine, "other", "staff-1", Ct)).Person.ShouldBe(PersonSettings.Unknown);
        (await Store.ReadSessionAsync(Mine, "main", "Staff-1", Ct)).Person.ShouldBe(PersonSettings.Unknown);
        await EffectAsync(Mine, new TurnEffects { Person = new PersonChange("main", "staff-1", new Setting(null), null) });
        (await SessionAsync(Mine)).Person.ShouldBe(new PersonSettings(null, "en"));
    }

    [Fact]
    public async Task Turns_that_an_answer_cancels_end_with_its_commit_and_do_not_come_back()
    {
        var waiting = await AddAsync("waiting");
        var done = await AddAsync("done");
        await Store.CloseTurnAsync(done.Id, TurnOutcome.Answered, T0, Ct);
        var replying = await AddAsync("replying");
        await AnswerAsync(replying);
        var stop = await AddAsync("stop");
        await EffectAsync(stop, new TurnEffects { Cancels = [waiting.Id, done.Id, replying.Id, 4711] });

        await ReopenAsync();
        (await OpenTurnIdsAsync()).ShouldBeEmpty();
        (await Store.CountAsync(Ct)).Outcomes.ShouldBe(new Dictionary<string, long> { ["cancelled:stopped"] = 1, ["answered"] = 1 }, ignoreOrder: true);
        (await Store.OpenRepliesAsync(Ct)).Count.ShouldBe(2, "the stored answer still goes out, and so does the stop's");
    }

    [Fact]
    public async Task An_answer_that_is_refused_changes_nothing()
    {
        var reply = new NewReply(4711, "to nobody", TurnOutcome.Answered, []) { Effects = new TurnEffects { Person = new PersonChange("main", "staff-1", new Setting("en"), null) } };
        await Should.ThrowAsync<StoreException>(() => Store.AddReplyAsync(reply, null, T0, Ct));
        (await SessionAsync(Mine)).Person.ShouldBe(PersonSettings.Unknown);
    }

    [Fact]
    public async Task Tokens_are_summed_by_conversation_and_by_person_since_a_time()
    {
        await UseAsync(Mine, "staff-1", 10, 1, T0.AddDays(-1));
        await UseAsync(Mine, "staff-1", 20, 2, T0);
        await UseAsync("main/group/g", "staff-1", 40, 4, T0);
        await UseAsync("main/group/g", "staff-2", 80, 8, T0);

        (await Store.SumUseAsync("main/group/g", "main", "staff-1", T0, Ct)).ShouldBe((new UseTotal(2, 120, 12), new UseTotal(2, 60, 6)));
        (await Store.SumUseAsync(Mine, "main", "staff-1", T0.AddDays(-1), Ct)).ShouldBe((new UseTotal(2, 30, 3), new UseTotal(3, 70, 7)));
        (await Store.SumUseAsync("none", "other", "staff-1", T0.AddDays(-9), Ct)).ShouldBe((new UseTotal(0, 0, 0), new UseTotal(0, 0, 0)));

        await Store.PruneAsync(T0.AddDays(34), 100, Ct);
        (await Store.SumUseAsync(Mine, "main", "staff-1", T0.AddDays(-9), Ct)).Person.ShouldBe(new UseTotal(3, 70, 7), "it may be of the month that is asked for");
        await Store.PruneAsync(T0.AddDays(34.5), 100, Ct);
        (await Store.SumUseAsync(Mine, "main", "staff-1", T0.AddDays(-9), Ct)).Person.ShouldBe(new UseTotal(2, 60, 6));
    }

    [Fact]
    public async Task A_trace_tells_each_step_and_no_text()
    {
        var turn = await AddAsync("traced");
        var (reply, part) = await Store.AddReplyAsync(
            new NewReply(turn.Id, "an answer", TurnOutcome.Answered, []) { Effects = new TurnEffects { Usage = [new TurnUse("main", Mine, "staff-1", "m", 7, 5, TimeSpan.FromSeconds(2))] } },
            new Part(0, 1, 0, 9, Road.OpenApi, 1, 0), T0.AddSeconds(2), Ct);
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, "key-1", null), new ReplyProgress(9, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, T0.AddSeconds(3), Ct);

        var trace = (await Store.TraceAsync(turn.Id, Ct)).ShouldNotBeNull();

        (trace.Turn.Id, trace.Outcome, trace.ClosedAt).ShouldBe((turn.Id, TurnOutcome.Answered, T0.AddSeconds(3)));
        trace.Usage.ShouldBe(new TurnUse("main", Mine, "staff-1", "m", 7, 5, TimeSpan.FromSeconds(2)));
        var told = trace.Replies.ShouldHaveSingleItem();
        (told.At, told.Closes, told.Length, told.State).ShouldBe((T0.AddSeconds(2), true, 9, ReplyState.Delivered));
        told.Parts.ShouldHaveSingleItem().ShouldBe(new PartTrace(new Part(part, 1, 0, 9, Road.OpenApi, 1, 0), PartState.Delivered, "key-1", null, T0.AddSeconds(3)) { BeganAt = T0.AddSeconds(2) });
        (await Store.TraceAsync(4711, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Earlier_turns_are_of_the_same_conversation_newest_first()
    {
        var first = await AddAsync("a");
        await AddAsync("b", conversation: Yours);
        var second = await AddAsync("c");
        var third = await AddAsync("d");
        (await Store.EarlierTurnsAsync(Mine, third.Id, 10, Ct)).Select(turn => turn.Id).ShouldBe([second.Id, first.Id]);
        (await Store.EarlierTurnsAsync(Mine, third.Id, 1, Ct)).Select(turn => turn.Id).ShouldBe([second.Id]);
    }

    private Task<(Session Session, PersonSettings Person)> SessionAsync(string conversation) => Store.ReadSessionAsync(conversation, "main", conversation.Split('/')[^1], Ct);

    private async Task SayAsync(string conversation, string text)
    {
        var turn = await AddAsync($"m{Guid.NewGuid():N}", conversation: conversation);
        await Store.AddReplyAsync(new NewReply(turn.Id, "x", TurnOutcome.Answered, [new HistoryEntry(conversation, HistoryRole.Person, text, T0)]), null, T0, Ct);
    }

    private Task ChangeAsync(string conversation, SessionChange change) => EffectAsync(conversation, new TurnEffects { Session = change });

    private async Task EffectAsync(string conversation, TurnEffects effects) => await EffectAsync(await AddAsync($"m{Guid.NewGuid():N}", conversation: conversation), effects);

    private Task<AddedReply> EffectAsync(Turn turn, TurnEffects effects) => Store.AddReplyAsync(new NewReply(turn.Id, "x", TurnOutcome.Answered, []) { Effects = effects }, null, T0, Ct);

    private async Task UseAsync(string conversation, string person, long input, long output, DateTimeOffset at)
    {
        var turn = await AddAsync($"m{Guid.NewGuid():N}", conversation: conversation);
        var effects = new TurnEffects { Usage = [new TurnUse("main", conversation, person, "m", input, output, TimeSpan.FromSeconds(1))] };
        await Store.AddReplyAsync(new NewReply(turn.Id, "x", TurnOutcome.Answered, []) { Effects = effects }, null, at, Ct);
    }
}
