using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Commands;

/// <summary>A stop overtakes the queue and ends what its person may end.</summary>
public sealed class StopTests
{
    private static FakeModel Stuck() => new(FakeModel.Waiting(new TaskCompletionSource().Task));

    [Theory]
    [InlineData("/stop")]
    [InlineData("/停止")]
    [InlineData("／停")]
    public async Task A_stop_ends_what_runs_and_what_waits_and_is_answered_once(string command)
    {
        var model = Stuck();
        await using var rig = await CommandRig.StartAsync(model);
        for (var i = 0; i < 51; i++) await rig.SayAsync($"q{i}");
        await model.AskedAsync();
        (await rig.AskAsync(command)).ShouldBe("Stopped; 50 waiting messages will not be answered.");
        (await rig.Rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["cancelled:stopped"] = 51, ["answered"] = 1 }, ignoreOrder: true);
        rig.Rig.DingTalk.All.Count.ShouldBe(1);
        model.Calls.ShouldBe(1);
        (await rig.HistoryAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_comes_after_a_stop_is_answered()
    {
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task), FakeModel.Whole("fine"));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.SayAsync("stuck");
        await model.AskedAsync();
        await rig.SayAsync("/stop");
        await rig.SayAsync("and now?");
        (await rig.Rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["cancelled:stopped"] = 1, ["answered"] = 2 }, ignoreOrder: true);
        rig.Rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(["Stopped.", "fine"], ignoreOrder: true);
    }

    [Fact]
    public async Task With_nothing_to_stop_it_says_so()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        (await rig.AskAsync("/stop")).ShouldBe("There is nothing to stop.");
    }

    [Fact]
    public async Task A_stop_that_comes_too_late_says_that_the_answer_will_arrive()
    {
        await using var rig = await CommandRig.StartAsync(
            FakeModel.Echo(), config => config with { Accounts = [Accounts.Main with { RateLimit = new() { MessagesPerMinute = 1, Scope = RateScope.Conversation }, BatchResponses = false }] });
        await rig.SayAsync("one");
        await rig.Rig.DingTalk.NextAsync();
        await rig.SayAsync("two");
        await Waiting.Until(async () => (await rig.Rig.CountAsync()).WaitingReplies == 1);
        await rig.SayAsync("/stop");
        await Waiting.Until(async () => (await rig.Rig.CountAsync()).WaitingReplies == 2);
        await ToNextReplyAsync(rig);
        await Waiting.Until(async () => (await rig.Rig.CountAsync()).WaitingReplies == 1);
        await ToNextReplyAsync(rig);
        await Waiting.Until(() => rig.Rig.DingTalk.All.Count == 3);
        rig.Rig.DingTalk.All.Skip(1).Select(sent => sent.Text).ShouldBe(
            ["you said: two", "There is nothing left to stop: an answer that is already written waits to be sent, and will arrive."]);
    }

    [Fact]
    public async Task What_was_said_before_the_stop_is_still_given_and_remembered()
    {
        var (heard, never) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var model = new FakeModel((_, ct) => Halfway(heard, never.Task, ct));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.SayAsync("tell me");
        await heard.Task.Within();
        await rig.SayAsync("/stop");
        (await rig.Rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["cancelled:stopped"] = 1, ["answered"] = 1 }, ignoreOrder: true);
        rig.Rig.DingTalk.All.Select(sent => sent.Text).ShouldContain("once upon a time\n\n(stopped)");
        (await rig.HistoryAsync()).ShouldBe(["tell me", "once upon a time"]);
    }

    [Fact]
    public async Task In_a_group_everybody_stops_their_own_and_an_owner_all()
    {
        var model = Stuck();
        await using var rig = await CommandRig.StartAsync(model);
        await rig.SayAsync("a1", "ann", "cid-g");
        await model.AskedAsync();
        await rig.SayAsync("b1", "bob", "cid-g");
        await rig.SayAsync("a2", "ann", "cid-g");
        await rig.SayAsync("/stop", "bob", "cid-g");
        await Waiting.Until(async () => (await rig.Rig.CountAsync()).Outcomes.GetValueOrDefault("answered") == 1);
        (await rig.Rig.CountAsync()).OpenTurns.ShouldBe(2, "bob's own is closed in the stop's commit; ann's run and wait");
        await rig.SayAsync("/stop", CommandRig.Owner, "cid-g");
        (await rig.Rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["cancelled:stopped"] = 3, ["answered"] = 2 }, ignoreOrder: true);
        model.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_reaches_no_other_conversation()
    {
        var gate = new TaskCompletionSource();
        var model = new FakeModel(FakeModel.Waiting(gate.Task, "done"));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.SayAsync("private", CommandRig.Owner);
        await rig.SayAsync("in a group", CommandRig.Owner, "cid-g");
        await rig.SayAsync("somebody else", "ann");
        for (var i = 0; i < 3; i++) await model.AskedAsync();
        (await rig.AskStopAsync("/stop", "cid-other")).ShouldBe("There is nothing to stop.");
        gate.SetResult();
        (await rig.Rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 4 });
    }

    [Fact]
    public async Task A_stop_that_a_crash_left_open_is_honoured_by_the_next_start()
    {
        var model = Stuck();
        await using var rig = await CommandRig.StartAsync(model);
        for (var i = 0; i < 5; i++) await rig.SayAsync($"q{i}");
        await model.AskedAsync();
        (rig.Rig.Store.Failing, rig.Rig.Store.Failures) = (nameof(IReplyStore.AddReplyAsync), int.MaxValue);
        await rig.SayAsync("/stop");
        await Waiting.Until(() => rig.Rig.Store.Failed > 0);
        await rig.SayAsync("after");

        var next = FakeModel.Echo();
        await rig.Rig.RestartAsync(next);

        var outcomes = await rig.Rig.OutcomesAsync();
        (outcomes["cancelled:stopped"], outcomes["answered"]).ShouldBe((5, 2));
        next.Calls.ShouldBe(1);
        rig.Rig.DingTalk.All.Select(sent => sent.Text).ShouldContain("you said: after");
        rig.Rig.DingTalk.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_duplicate_of_a_stop_stops_nothing_more()
    {
        var model = Stuck();
        await using var rig = await CommandRig.StartAsync(model);
        await rig.Rig.PushAsync(new Said { Id = "stop", Text = "/stop" });
        await rig.Rig.OutcomesAsync();
        await rig.SayAsync("q");
        await model.AskedAsync();
        await rig.Rig.PushAsync(new Said { Id = "stop", Text = "/stop" });
        (await rig.Rig.CountAsync()).OpenTurns.ShouldBe(1);
        rig.Rig.DingTalk.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_only_looks_and_what_is_asked_beside_does_not_wait_for_the_queue()
    {
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task), FakeModel.Whole("beside"));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.SayAsync("stuck");
        await model.AskedAsync();
        await rig.SayAsync("waits");
        await rig.SayAsync("/queue");
        (await rig.Rig.DingTalk.NextAsync()).Text.ShouldContain("1 in work, 1 waiting, 2 of them yours");
        await rig.SayAsync("/btw what?");
        (await rig.Rig.DingTalk.NextAsync()).Text.ShouldBe("beside");
        var asked = await model.AskedAsync();
        asked.Skip(1).Select(message => message.Text).ShouldBe(["what?"]);
        await rig.SayAsync("/queue steer");
        (await rig.Rig.DingTalk.NextAsync()).Text.ShouldContain("From the next message on: steer");
        await rig.SayAsync("/stop");
    }

    /// <summary>To the very time: a clock that runs on while a message is on its way would cut it.</summary>
    private static async Task ToNextReplyAsync(CommandRig rig)
    {
        var next = (await rig.Rig.Store.OpenRepliesAsync(TestContext.Current.CancellationToken)).Min(reply => reply.NextAt).ShouldNotBeNull();
        rig.Rig.Time.Advance(next - rig.Rig.Time.GetUtcNow());
    }

    private static async IAsyncEnumerable<Microsoft.Extensions.AI.AIContent> Halfway(
        TaskCompletionSource heard, Task never, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        yield return new Microsoft.Extensions.AI.TextContent("once upon a time");
        // More is asked for: the words are with the agent.
        heard.SetResult();
        await never.WaitAsync(ct);
    }
}

file static class Stops
{
    /// <summary>The others are still at work: waits for its answer alone.</summary>
    public static async Task<string> AskStopAsync(this CommandRig rig, string text, string group)
    {
        await rig.SayAsync(text, CommandRig.Owner, group);
        return (await rig.Rig.DingTalk.NextAsync()).Text;
    }
}
