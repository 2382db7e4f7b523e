using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Replies;

public sealed class ReplyComposerTests
{
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly Channel<AgentUpdate> _agent = Channel.CreateUnbounded<AgentUpdate>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_remembered_with_its_question_and_closes_the_turn()
    {
        Says(new AgentUpdate.Text("Hel"), new AgentUpdate.Text("lo"), new AgentUpdate.Finished());
        var reply = (await ComposeAsync()).ShouldHaveSingleItem();
        (reply.TurnId, reply.Text, reply.Closes).ShouldBe((1, "Hello", TurnOutcome.Answered));
        reply.Remember.ShouldBe([new HistoryEntry("c", HistoryRole.Person, "what?", Said.At.AddMinutes(-1)), new HistoryEntry("c", HistoryRole.Assistant, "Hello", Said.At)]);
    }

    [Fact]
    public async Task A_question_that_is_kept_is_asked_even_where_nobody_asked_and_the_agent_has_nothing_to_say()
    {
        Says(new AgentUpdate.Ask(new Gateway.Tools.Approvals.ApprovalAsk("123456", "send_to", "{}", OwnersOnly: false, TimeSpan.FromMinutes(10))), new AgentUpdate.Text("NO_REPLY"), new AgentUpdate.Finished());
        (await ComposeAsync(unasked: true)).ShouldHaveSingleItem().Text.ShouldContain("/approve 123456");
    }

    [Fact]
    public async Task What_was_said_before_a_new_start_is_not_sent()
    {
        Says(new AgentUpdate.Text("half"), new AgentUpdate.StartOver(), new AgentUpdate.Text("whole"), new AgentUpdate.Finished());
        (await ComposeAsync()).ShouldHaveSingleItem().Text.ShouldBe("whole");
    }

    [Fact]
    public async Task A_failure_is_a_sentence_remembers_nothing_and_sends_no_half()
    {
        Says(new AgentUpdate.Text("half"), new AgentUpdate.Failed(Reasons.ModelDown));
        var reply = (await ComposeAsync()).ShouldHaveSingleItem();
        (reply.Text, reply.Closes).ShouldBe((Sentences.For(Reasons.ModelDown, Language.English), TurnOutcome.Failed(Reasons.ModelDown)));
        reply.Remember.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("half", "half\n\n(stopped)")]
    [InlineData("```\nhalf", "```\nhalf\n```\n\n(stopped)")]
    public async Task An_answer_that_is_stopped_keeps_and_remembers_what_was_said(string said, string shown)
    {
        Says(new AgentUpdate.Text(said), new AgentUpdate.Stopped());
        var reply = (await ComposeAsync()).ShouldHaveSingleItem();
        (reply.Text, reply.Closes).ShouldBe((shown, TurnOutcome.Cancelled(Reasons.Stopped)));
        reply.Remember.Select(entry => entry.Text).ShouldBe(["what?", said]);
    }

    [Fact]
    public async Task An_answer_that_is_stopped_when_it_is_just_whole_is_not_sent_as_if_nothing_had_been_said()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        Says(new AgentUpdate.Text("Hello"), new AgentUpdate.Finished(new AgentUsage("m", TimeSpan.FromSeconds(1), 7, 5)));
        var reply = ReplyIn((await new ReplyComposer(_time).Compose(Context() with { Stopped = stop.Token }, AgentAsync(), Ct).ToListAsync(Ct)).ShouldHaveSingleItem());
        (reply.Text, reply.Closes).ShouldBe(("Hello\n\n(stopped)", TurnOutcome.Cancelled(Reasons.Stopped)));
    }

    [Fact]
    public async Task An_answer_that_is_stopped_while_its_pictures_are_brought_is_not_sent_as_if_nothing_had_been_said()
    {
        using var home = new TempHome();
        await File.WriteAllBytesAsync(Path.Combine(home.Path, "a.png"), Pictures.Of(1, 1), Ct);
        using var stop = new CancellationTokenSource();
        var pictures = new AnswerPictures(
            new Workspaces(new DinghyConfig { Home = home.Path, Agents = new() { Default = new() { Workspace = home.Path } } }),
            async (_, _, _, _) =>
            {
                await stop.CancelAsync();
                return "@media";
            },
            _time);
        Says(new AgentUpdate.Text("Hello ![a](a.png)"), new AgentUpdate.Finished(new AgentUsage("m", TimeSpan.FromSeconds(1), 7, 5)));
        var composer = new ReplyComposer(_time, ReplyFormats.Usual, pictures);
        var reply = ReplyIn((await composer.Compose(Context() with { Stopped = stop.Token }, AgentAsync(), Ct).ToListAsync(Ct)).ShouldHaveSingleItem());
        reply.Closes.ShouldBe(TurnOutcome.Cancelled(Reasons.Stopped));
        reply.Text.ShouldEndWith("(stopped)");
        reply.Effects.Usage.ShouldBeEmpty("an answer that was stopped is not counted");
    }

    [Fact]
    public async Task An_answer_that_is_stopped_before_its_first_word_ends_in_silence()
    {
        Says(new AgentUpdate.Thought("hm"), new AgentUpdate.Stopped());
        (await new ReplyComposer(_time).Compose(Context(), AgentAsync(), Ct).ToListAsync(Ct)).ShouldBe([new Saying.Nothing(TurnOutcome.Cancelled(Reasons.Stopped))]);
    }

    [Fact]
    public async Task Beside_the_conversation_nothing_is_remembered_and_no_session_begins_by_itself()
    {
        var opened = new TurnEffects { Session = new SessionChange { Anew = true }, Person = new PersonChange("main", "staff-1", null, "en") };
        Says(new AgentUpdate.Text("Hello"), new AgentUpdate.Finished(new AgentUsage("m", TimeSpan.FromSeconds(1), 7, 5)));
        var aside = await new ReplyComposer(_time).Compose(Context() with { Aside = true, Effects = opened }, AgentAsync(), Ct).ToListAsync(Ct);
        var reply = ReplyIn(aside.ShouldHaveSingleItem());
        reply.Remember.ShouldBeEmpty();
        (reply.Effects.Session, reply.Effects.Person).ShouldBe((null, opened.Person));
        reply.Effects.Usage.ShouldBe([new TurnUse("main", "c", "staff-1", "m", 7, 5, TimeSpan.FromSeconds(1))]);
    }

    [Fact]
    public async Task What_opening_found_and_what_a_command_changes_are_stored_together()
    {
        Says(new AgentUpdate.Text("ok"), new AgentUpdate.Finished { Effects = new TurnEffects { Session = new SessionChange { Model = new Setting("x/y") }, Cancels = [3] } });
        var opened = new TurnEffects { Session = new SessionChange { Anew = true }, Person = new PersonChange("main", "staff-1", null, "en") };
        var effects = ReplyIn((await new ReplyComposer(_time).Compose(Context() with { Effects = opened }, AgentAsync(), Ct).ToListAsync(Ct)).ShouldHaveSingleItem()).Effects;
        effects.Session.ShouldBe(new SessionChange { Conversation = "c", Anew = true, Model = new Setting("x/y") });
        (effects.Person, effects.Usage.Count).ShouldBe((opened.Person, 0));
        effects.Cancels.ShouldBe([3]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t")]
    public async Task An_answer_of_nothing_is_a_failure(string text)
    {
        Says(new AgentUpdate.Text(text), new AgentUpdate.Finished());
        (await ComposeAsync()).ShouldHaveSingleItem().Closes.ShouldBe(TurnOutcome.Failed(Reasons.EmptyAnswer));
    }

    [Fact]
    public async Task After_thirty_seconds_the_person_hears_something_exactly_once()
    {
        var composing = ComposeAsync();
        await Waiting.Until(() => _time.ArmedTimers == 1);
        _time.Advance(TimeSpan.FromSeconds(29.9));
        _time.ArmedTimers.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Waiting.Until(() => _composed.Count == 1);
        _composed[0].ShouldBe(new NewReply(1, Sentences.StillWorking(Language.English), null, []), new SameReply());
        _time.Advance(TimeSpan.FromMinutes(10));
        Says(new AgentUpdate.Text("late"), new AgentUpdate.Finished());
        (await composing.Within()).Select(reply => reply.Text).ShouldBe([Sentences.StillWorking(Language.English), "late"]);
    }

    [Fact]
    public async Task An_answer_in_time_has_no_note()
    {
        var composing = ComposeAsync();
        await _time.AdvanceWhenArmed(TimeSpan.FromSeconds(29.9));
        Says(new AgentUpdate.Text("just"), new AgentUpdate.Finished());
        (await composing.Within()).ShouldHaveSingleItem().Text.ShouldBe("just");
        _time.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_without_a_word()
    {
        using var stop = new CancellationTokenSource();
        var composing = ComposeAsync(stop.Token);
        await Waiting.Until(() => _time.ArmedTimers == 1);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => composing.Within());
        _composed.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_that_crashes_or_says_no_end_is_a_crash_and_no_answer()
    {
        _agent.Writer.Complete(new InvalidOperationException("boom"));
        (await Should.ThrowAsync<InvalidOperationException>(() => ComposeAsync().Within())).Message.ShouldBe("boom");
        var silent = new ReplyComposer(_time).Compose(Context(), AsyncEnumerable.Empty<AgentUpdate>(), Ct);
        await Should.ThrowAsync<InvalidOperationException>(async () => { await foreach (var _ in silent) { } });
    }

    [Fact]
    public async Task Who_stops_listening_after_the_note_stops_the_model()
    {
        var stopped = new TaskCompletionSource();
        var listening = Task.Run(async () =>
        {
            await foreach (var _ in new ReplyComposer(_time).Compose(Context(), HangAsync(stopped), Ct)) break;
        }, Ct);
        await _time.AdvanceWhenArmed(ReplyComposer.Patience);
        await listening.Within();
        await stopped.Task.Within();
    }

    private static async IAsyncEnumerable<AgentUpdate> HangAsync(TaskCompletionSource stopped, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var registration = ct.Register(stopped.SetResult);
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        yield break;
    }

    private readonly List<NewReply> _composed = [];

    private async Task<List<NewReply>> ComposeAsync(CancellationToken? ct = null, bool unasked = false)
    {
        await foreach (var reply in new ReplyComposer(_time).Compose(Context() with { Unasked = unasked }, AgentAsync(), ct ?? Ct)) lock (_composed) _composed.Add(ReplyIn(reply));
        return _composed;
    }

    private static NewReply ReplyIn(Saying saying) => saying switch
    {
        Saying.Reply reply => reply.Value,
        Saying.Patience patience => patience.Note,
        _ => throw new InvalidOperationException("No card is configured here."),
    };

    private void Says(params AgentUpdate[] updates)
    {
        foreach (var update in updates) _agent.Writer.TryWrite(update);
    }

    private async IAsyncEnumerable<AgentUpdate> AgentAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var update in _agent.Reader.ReadAllAsync(ct)) yield return update;
    }

    private static TurnContext Context()
    {
        var turn = new Turn { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = Said.At.AddMinutes(-1), Message = new Said().Message() };
        return new TurnContext(turn, "what?", [], Language.English);
    }

    private sealed class SameReply : IEqualityComparer<NewReply>
    {
        public bool Equals(NewReply? x, NewReply? y) => x! with { Remember = [] } == y! with { Remember = [] } && x.Remember.SequenceEqual(y.Remember);

        public int GetHashCode(NewReply obj) => 0;
    }
}
