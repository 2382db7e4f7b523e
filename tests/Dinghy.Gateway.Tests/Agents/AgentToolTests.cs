using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Agents;

/// <summary>The model and its tools in turns.</summary>
public sealed class AgentToolTests
{
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tools_result_goes_back_to_the_model_and_its_steps_to_the_person()
    {
        var call = FakeModel.Call("look_up", ("word", "船"));
        var model = new FakeModel(FakeModel.Bringing(new TextReasoningContent("hm"), new TextContent("One moment."), call), FakeModel.Whole("A boat", "."));
        var tool = new FakeTool("look_up", (input, _) => Task.FromResult(new ToolResult($"{input.Text("word")} means boat")), readOnly: true);
        (await RunAsync(model, tool)).SkipLast(1).ShouldBe([
            new AgentUpdate.Thought("hm"), new AgentUpdate.Text("One moment."), new AgentUpdate.Step("look_up", StepState.Started), new AgentUpdate.Step("look_up", StepState.Done),
            new AgentUpdate.Text("\n\n"), new AgentUpdate.Text("A boat"), new AgentUpdate.Text(".")]);

        (await model.AskedAsync()).Count.ShouldBe(2);
        var second = await model.AskedAsync();
        second[2].Contents.Select(c => c.GetType()).ShouldBe([typeof(TextReasoningContent), typeof(TextContent), typeof(FunctionCallContent)]);
        second[3].Role.ShouldBe(ChatRole.Tool);
        var result = second[3].Contents.ShouldHaveSingleItem().ShouldBeOfType<FunctionResultContent>();
        (result.CallId, result.Result).ShouldBe((call.CallId, "船 means boat"));
        model.Options.ShouldAllBe(o => o!.Tools!.Count == 1);
    }

    [Fact]
    public async Task Tokens_are_booked_to_the_model_that_used_them_when_another_one_stood_in()
    {
        static UsageContent Used(int tokens) => new(new UsageDetails { InputTokenCount = tokens, OutputTokenCount = 1 });
        var model = new Naming(new FakeModel(FakeModel.Bringing(FakeModel.Call("look_up"), Used(100)), FakeModel.Bringing(FakeModel.Call("look_up"), Used(10)), FakeModel.Bringing(new TextContent("ok"), Used(20))), ["lab/first", "lab/second", "lab/first"]);
        var usage = (await RunAsync(model, new FakeTool("look_up", readOnly: true)))[^1].ShouldBeOfType<AgentUpdate.Finished>().Usage!;
        (usage.Model, usage.InputTokens).ShouldBe(("lab/first", 130));
        usage.For(AgentRig.Context()).Select(use => (use.Model, use.Input, use.Output)).ShouldBe([("lab/first", 120L, 2L), ("lab/second", 10L, 1L)]);
    }

    /// <summary>Another model each time.</summary>
    private sealed class Naming(IChatClient inner, string[] names) : DelegatingChatClient(inner)
    {
        private int _calls;

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var name = names[_calls++];
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                update.ModelId = name;
                yield return update;
            }
        }
    }

    [Fact]
    public async Task Without_tools_the_request_has_no_options_and_a_call_is_no_answer()
    {
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("look_up")));
        (await RunAsync(model)).ShouldBe([new AgentUpdate.Failed(Reasons.EmptyAnswer)]);
        model.Options.ShouldBe([null]);
    }

    [Fact]
    public async Task A_tool_that_fails_and_a_model_that_then_says_nothing_are_told_apart_from_an_empty_answer()
    {
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("look_up")), FakeModel.Whole());
        var tool = new FakeTool("look_up", (_, _) => Task.FromResult(ToolResult.Error("the library is closed")), readOnly: true);
        (await RunAsync(model, tool))[^1].ShouldBe(new AgentUpdate.Failed(Reasons.ToolFailed));
    }

    [Fact]
    public async Task A_model_that_only_calls_is_asked_as_often_as_the_limit_says_and_the_last_time_without_tools()
    {
        var model = new FakeModel((_, _) => new AIContent[] { FakeModel.Call("again") }.ToAsyncEnumerable());
        var tool = new FakeTool("again", readOnly: true);
        var agent = AgentRig.Runner(model, new AgentLimits { Rounds = 8 }, steps: null, _time, tool);
        (await agent.RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct))[^1].ShouldBe(new AgentUpdate.Failed(Reasons.EmptyAnswer));
        (model.Calls, tool.Calls).ShouldBe((8, 7));
        model.Options.Select(o => o?.Tools?.Count ?? 0).ShouldBe([1, 1, 1, 1, 1, 1, 1, 0]);
    }

    [Fact]
    public async Task A_tool_that_hangs_is_ended_by_the_time_for_tools_and_the_model_answers_without_it()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tool = new FakeTool("hang", (_, _) =>
        {
            reached.SetResult();
            return new TaskCompletionSource<ToolResult>().Task;
        });
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("hang")), FakeModel.Whole("I gave up"));
        var running = RunAsync(model, tool);
        await reached.Task.Within();
        _time.Advance(new AgentLimits().Time);
        var updates = await running.Within();
        updates.ShouldContain(new AgentUpdate.Step("hang", StepState.Failed));
        updates.ShouldContain(new AgentUpdate.Text("I gave up"));
        updates[^1].ShouldBeOfType<AgentUpdate.Finished>().Usage!.Elapsed.ShouldBe(new AgentLimits().Time);
        model.Options[1].ShouldBeNull();
        (await ResultsAsync(model)).ShouldHaveSingleItem().ShouldContain("time for tools was used up");
    }

    [Fact]
    public async Task Tools_that_change_nothing_run_side_by_side_and_the_others_in_order()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var order = new List<string>();
        // Each of the readers waits for the other: one after the other they would never end.
        var left = new FakeTool("left", async (_, _) => { first.SetResult(); await second.Task; return new ToolResult("l"); }, readOnly: true);
        var right = new FakeTool("right", async (_, _) => { second.SetResult(); await first.Task; return new ToolResult("r"); }, readOnly: true);
        var write = new FakeTool("write", async (input, _) => { order.Add("begin"); await Task.Yield(); order.Add("end"); return new ToolResult("w"); });
        var model = new FakeModel(
            FakeModel.Bringing(FakeModel.Call("left"), FakeModel.Call("right"), FakeModel.Call("write"), FakeModel.Call("write")), FakeModel.Whole("ok"));
        await RunAsync(model, left, right, write).Within();
        order.ShouldBe(["begin", "end", "begin", "end"]);
        (await ResultsAsync(model)).ShouldBe(["l", "r", "w", "w"]);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_call_the_model_hears_of_it_and_goes_on()
    {
        var thrower = new FakeTool("throws", (_, _) => throw new InvalidOperationException("SECRET"));
        var broken = new FunctionCallContent("b", "throws") { Exception = new FormatException() };
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("throws"), FakeModel.Call("made_up"), broken), FakeModel.Whole("sorry"));
        var updates = await RunAsync(model, thrower);
        updates.OfType<AgentUpdate.Step>().ShouldBe([new("throws", StepState.Started), new("throws", StepState.Failed)]);
        updates[^1].ShouldBeOfType<AgentUpdate.Finished>();
        var results = await ResultsAsync(model);
        results[0].ShouldStartWith("The tool failed.");
        results[0].ShouldNotContain("SECRET");
        results[1].ShouldBe("There is no such tool. There are: throws.");
        results[2].ShouldContain("not a JSON object");
        thrower.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Results_and_the_number_of_calls_have_bounds()
    {
        var tool = new FakeTool("big", new string('x', ToolRunner.MaxResult - 1) + "🚣🚣", readOnly: true);
        var calls = Enumerable.Range(0, 20).Select(_ => (AIContent)FakeModel.Call("big")).ToArray();
        var model = new FakeModel(FakeModel.Bringing(calls), FakeModel.Whole("ok"));
        await RunAsync(model, tool);
        tool.Calls.ShouldBe(ToolRunner.MaxCalls);
        var results = await ResultsAsync(model);
        results.Count.ShouldBe(20);
        results[0].ShouldEndWith($"x\n[cut: the first {ToolRunner.MaxResult - 1} of {ToolRunner.MaxResult + 3} characters]");
        results[^1].ShouldContain("at most 16 calls");
    }

    [Fact]
    public async Task A_turn_that_offered_choices_or_a_file_needs_no_words()
    {
        var choices = new ChoiceOffer("q", [new("a", "a"), new("b", "b")]);
        var offer = new FakeTool("offer", (_, _) => Task.FromResult(new ToolResult("shown") { Choices = choices }));
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("offer")), FakeModel.Whole());
        var updates = await RunAsync(model, offer);
        updates[^2].ShouldBe(new AgentUpdate.Offer(choices));
        updates[^1].ShouldBeOfType<AgentUpdate.Finished>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_breaks_after_tools_goes_on_from_what_they_brought_and_runs_none_again(bool readOnly)
    {
        var tool = new FakeTool("work", "the result", readOnly);
        var model = new FakeModel(
            FakeModel.Bringing(new TextContent("One moment."), FakeModel.Call("work")), FakeModel.Breaking(ModelFault.Cut, "half"), FakeModel.Whole("whole"));
        var updates = await RunAsync(model, tool);
        updates[^7..^1].ShouldBe([
            new AgentUpdate.StartOver(), new AgentUpdate.Text("One moment."), new AgentUpdate.Step("work", StepState.Started), new AgentUpdate.Step("work", StepState.Done),
            new AgentUpdate.Text("\n\n"), new AgentUpdate.Text("whole")]);
        (tool.Calls, model.Calls).ShouldBe((1, 3));
        for (var i = 0; i < 2; i++) await model.AskedAsync();
        (await model.AskedAsync())[^1].Contents.ShouldHaveSingleItem().ShouldBeOfType<FunctionResultContent>().Result.ShouldBe("the result");
    }

    [Fact]
    public async Task An_answer_that_breaks_twice_is_given_up()
    {
        var tool = new FakeTool("write");
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("write")), FakeModel.Breaking(ModelFault.Cut, "half"), FakeModel.Breaking(ModelFault.Cut, "half"), FakeModel.Whole("never"));
        (await RunAsync(model, tool))[^1].ShouldBe(new AgentUpdate.Failed(Reasons.ModelDown));
        (tool.Calls, model.Calls).ShouldBe((1, 3));
    }

    [Fact]
    public async Task Results_that_do_not_fit_the_model_are_shown_short_and_no_tool_runs_again()
    {
        var tool = new FakeTool("read", new string('x', 20_000), readOnly: true);
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("read")), FakeModel.Breaking(ModelFault.ContextTooLong), FakeModel.Whole("short enough"));
        (await RunAsync(model, tool))[^2].ShouldBe(new AgentUpdate.Text("short enough"));
        tool.Calls.ShouldBe(1);
        for (var i = 0; i < 2; i++) await model.AskedAsync();
        (await model.AskedAsync())[^1].Contents.ShouldHaveSingleItem().ShouldBeOfType<FunctionResultContent>().Result.ShouldBeOfType<string>().Length.ShouldBeLessThan(2_100);
    }

    [Fact]
    public async Task A_turn_that_has_used_its_tokens_is_asked_once_more_without_tools()
    {
        var model = new FakeModel(
            FakeModel.Bringing(FakeModel.Call("read"), new UsageContent(new UsageDetails { InputTokenCount = 900, OutputTokenCount = 100 })), FakeModel.Whole("enough"));
        var agent = AgentRig.Runner(model, new AgentLimits { Tokens = 1000 }, steps: null, _time, new FakeTool("read", readOnly: true));
        (await agent.RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct))[^2].ShouldBe(new AgentUpdate.Text("enough"));
        model.Options.Select(o => o?.Tools?.Count ?? 0).ShouldBe([1, 0]);
    }

    [Fact]
    public async Task Tokens_of_all_rounds_are_counted_together()
    {
        var model = new FakeModel(
            FakeModel.Bringing(FakeModel.Call("read"), Counts(100, 10)), FakeModel.Bringing(new TextContent("ok"), Counts(150, 5)));
        (await RunAsync(model, new FakeTool("read", readOnly: true)))[^1].ShouldBeOfType<AgentUpdate.Finished>().Usage.ShouldBe(new AgentUsage("fake-1", TimeSpan.Zero, 250, 15));

        static UsageContent Counts(long input, long output) => new(new UsageDetails { InputTokenCount = input, OutputTokenCount = output });
    }

    [Fact]
    public async Task A_stop_while_the_model_speaks_ends_the_turn_as_stopped()
    {
        using var stop = new CancellationTokenSource();
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task));
        var running = AgentRig.Runner(model, time: _time).RunAsync(AgentRig.Context() with { Stopped = stop.Token }, Ct).ToListAsync(Ct).AsTask();
        await model.AskedAsync();
        await stop.CancelAsync();
        (await running.Within()).ShouldBe([new AgentUpdate.Stopped()]);
    }

    [Fact]
    public async Task A_stop_while_a_tool_runs_ends_the_turn_as_stopped_and_the_tool_hears_of_it()
    {
        using var stop = new CancellationTokenSource();
        var (reached, heard) = (new TaskCompletionSource(), new TaskCompletionSource());
        var tool = new FakeTool("slow", async (_, ct) =>
        {
            await using var hearing = ct.Register(heard.SetResult);
            reached.SetResult();
            await new TaskCompletionSource().Task;
            return new ToolResult("never");
        });
        var model = new FakeModel(FakeModel.Bringing(new TextContent("wait"), FakeModel.Call("slow")));
        var running = AgentRig.Runner(model, time: _time, tools: tool).RunAsync(AgentRig.Context() with { Stopped = stop.Token }, Ct).ToListAsync(Ct).AsTask();
        await reached.Task.Within();
        await stop.CancelAsync();
        (await running.Within()).ShouldBe([new AgentUpdate.Text("wait"), new AgentUpdate.Step("slow", StepState.Started), new AgentUpdate.Stopped()]);
        await heard.Task.Within();
    }

    [Fact]
    public async Task A_stop_before_the_beginning_asks_nothing_and_a_shutdown_is_no_stop()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var model = FakeModel.Echo();
        var stopped = AgentRig.Context() with { Stopped = stop.Token };
        (await AgentRig.Runner(model).RunAsync(stopped, Ct).ToListAsync(Ct)).ShouldBe([new AgentUpdate.Stopped()]);
        await Should.ThrowAsync<OperationCanceledException>(async () => await AgentRig.Runner(model).RunAsync(stopped, new CancellationToken(true)).ToListAsync(Ct));
        model.Calls.ShouldBe(0);
    }

    private async Task<List<AgentUpdate>> RunAsync(IChatClient model, params ITool[] tools) =>
        await AgentRig.Runner(model, time: _time, tools: tools).RunAsync(AgentRig.Context(), Ct).ToListAsync(Ct);

    /// <summary>What the second request brought back from the tools.</summary>
    private static async Task<List<string>> ResultsAsync(FakeModel model)
    {
        await model.AskedAsync();
        return [.. (await model.AskedAsync())[^1].Contents.Cast<FunctionResultContent>().Select(r => (string)r.Result!)];
    }
}
