using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>What becomes of messages that come while one is answered.</summary>
public sealed class QueueModeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steered_a_message_is_read_after_the_tools_and_ends_with_the_answer_that_took_it()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var tool = Slow(reached, go);
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("slow")), (request, _) => new AIContent[] { new TextContent(request.Any(message => message.Role == ChatRole.Tool) ? "both answered" : "the third") }.ToAsyncEnumerable());
        await using var rig = await StartedAsync(QueueMode.Steer, model, tool);
        await rig.PushAsync(Message(1));
        await reached.Task.Within();
        await rig.PushAsync(Message(2));
        await rig.PushAsync(Message(3, "staff-2"));
        go.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 2, ["answered:joined"] = 1 }, ignoreOrder: true);
        rig.DingTalk.All.Count.ShouldBe(2);
        var requests = await AllAsync(model, 3);
        requests.Single(request => request.Any(message => message.Role == ChatRole.Tool))[^1].Text.ShouldBe("q2");

        await rig.PushAsync(Message(4));
        await rig.OutcomesAsync();
        var last = await model.AskedAsync();
        last.Where(message => message.Role != ChatRole.System && message.Text.Length > 0).Select(message => message.Text).ShouldBe(["q1", "q2", "both answered", "q4"]);
        // What the tool of the first answer brought is known to later ones.
        last.SelectMany(message => message.Contents).OfType<FunctionResultContent>().ShouldHaveSingleItem().Result.ShouldBe("done");
    }

    [Theory]
    [InlineData("steer", "answered:joined")]
    [InlineData(null, "answered")]
    public async Task An_agents_own_mode_goes_before_the_robots(string? own, string outcome)
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("slow")), FakeModel.Whole("done"), FakeModel.Whole("done"));
        await using var rig = new PipelineRig(
            model, account: Accounts.Main with { Session = new SessionScopes { Queue = QueueMode.Followup }, RateLimit = new() { MessagesPerMinute = 0 } }, tools: [Slow(reached, go)],
            change: config => config with { Agents = new AgentsConfig { Default = new AgentConfig { Queue = QueueModes.Parse(own) } } });
        await rig.StartAsync();
        await rig.PushAsync(Message(1));
        await reached.Task.Within();
        await rig.PushAsync(Message(2));
        go.SetResult();
        (await rig.OutcomesAsync()).Keys.ShouldBe(outcome == "answered" ? [outcome] : ["answered", outcome], ignoreOrder: true);
    }

    [Fact]
    public async Task Steered_into_an_answer_without_tools_a_message_waits_and_has_its_own_answer()
    {
        var gate = new TaskCompletionSource();
        var model = new FakeModel(FakeModel.Waiting(gate.Task, "first"), FakeModel.Whole("second"));
        await using var rig = await StartedAsync(QueueMode.Steer, model);
        await rig.PushAsync(Message(1));
        await model.AskedAsync();
        await rig.PushAsync(Message(2));
        gate.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 2 });
    }

    [Fact]
    public async Task Taken_by_a_turn_that_crashed_a_message_is_answered_by_itself()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("slow")), (_, _) => throw new InvalidOperationException("boom"), FakeModel.Whole("its own"));
        await using var rig = await StartedAsync(QueueMode.Steer, model, Slow(reached, go));
        await rig.PushAsync(Message(1));
        await reached.Task.Within();
        await rig.PushAsync(Message(2));
        go.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:crashed"] = 1, ["answered"] = 1 }, ignoreOrder: true);
        (await AllAsync(model, 3))[1][^1].Text.ShouldBe("q2");
    }

    [Fact]
    public async Task Taken_by_a_turn_whose_model_failed_a_message_ends_with_it()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("slow")), FakeModel.Breaking(ModelFault.Unreachable));
        await using var rig = await StartedAsync(QueueMode.Steer, model, Slow(reached, go));
        await rig.PushAsync(Message(1));
        await reached.Task.Within();
        await rig.PushAsync(Message(2));
        go.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:model_down"] = 2 });
        rig.DingTalk.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_stop_ends_a_turn_and_what_it_took()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("slow")), FakeModel.Waiting(new TaskCompletionSource().Task));
        await using var rig = await StartedAsync(QueueMode.Steer, model, Slow(reached, go));
        await rig.PushAsync(Message(1));
        await reached.Task.Within();
        await rig.PushAsync(Message(2));
        go.SetResult();
        await AllAsync(model, 2);
        await rig.PushAsync(Message(3) with { Text = "/stop" });
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["cancelled:stopped"] = 2, ["answered"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_command_that_waits_ends_what_may_be_taken()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("slow")), FakeModel.Whole("one"), FakeModel.Whole("two"));
        await using var rig = await StartedAsync(QueueMode.Steer, model, Slow(reached, go));
        await rig.PushAsync(Message(1));
        await reached.Task.Within();
        await rig.PushAsync(Message(2) with { Text = "/new" });
        await rig.PushAsync(Message(3));
        go.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3 });
    }

    [Fact]
    public async Task Collected_what_waited_is_one_question_of_each_person()
    {
        var gate = new TaskCompletionSource();
        var model = new FakeModel(FakeModel.Waiting(gate.Task, "first"), FakeModel.Whole("second"), FakeModel.Whole("third"));
        await using var rig = await StartedAsync(QueueMode.Collect, model);
        await rig.PushAsync(InGroup(1, "staff-1"));
        await model.AskedAsync();
        foreach (var (id, staff) in new[] { (2, "staff-1"), (3, "staff-2"), (4, "staff-1"), (5, "staff-2") }) await rig.PushAsync(InGroup(id, staff));
        gate.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3, ["answered:joined"] = 2 }, ignoreOrder: true);
        rig.DingTalk.All.Count.ShouldBe(3);
        (await model.AskedAsync()).TakeLast(2).Select(message => message.Text[^2..]).ShouldBe(["q2", "q4"]);
        (await model.AskedAsync()).TakeLast(2).Select(message => message.Text[^2..]).ShouldBe(["q3", "q5"]);
    }

    [Fact]
    public async Task Interrupted_an_answer_ends_as_superseded_and_its_question_is_remembered()
    {
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task), FakeModel.Whole("Tuesday it is"));
        await using var rig = await StartedAsync(QueueMode.Interrupt, model);
        await rig.PushAsync(InGroup(1, "staff-1"));
        await model.AskedAsync();
        await rig.PushAsync(InGroup(2, "staff-1"));
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1, ["cancelled:superseded"] = 1 }, ignoreOrder: true);
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("Tuesday it is");
        (await model.AskedAsync()).Where(message => message.Role == ChatRole.User).Select(message => message.Text[^2..]).ShouldBe(["q1", "q2"]);
    }

    [Fact]
    public async Task Interrupting_holds_for_ones_own_answer_and_not_for_commands()
    {
        var gate = new TaskCompletionSource();
        var model = new FakeModel(FakeModel.Waiting(gate.Task, "first"), FakeModel.Whole("second"));
        await using var rig = await StartedAsync(QueueMode.Interrupt, model);
        await rig.PushAsync(InGroup(1, "staff-1"));
        await model.AskedAsync();
        await rig.PushAsync(InGroup(2, "staff-2"));
        await rig.PushAsync(InGroup(3, "staff-1") with { Text = "@Bot /status" });
        gate.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3 });
    }

    [Fact]
    public async Task The_mode_of_a_conversation_is_set_in_chat()
    {
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task), FakeModel.Whole("second"));
        await using var rig = await StartedAsync(QueueMode.Followup, model);
        await rig.PushAsync(Message(1) with { Text = "/queue interrupt" });
        await rig.OutcomesAsync();
        await rig.PushAsync(Message(2));
        await model.AskedAsync();
        await rig.PushAsync(Message(3));
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 2, ["cancelled:superseded"] = 1 }, ignoreOrder: true);
    }

    /// <summary>Messages, commands and restarts at seeded moments, in every mode: each message ends in exactly one outcome, and each question that was not cancelled reached the model.</summary>
    [Theory]
    [InlineData("followup")]
    [InlineData("steer")]
    [InlineData("collect")]
    [InlineData("interrupt")]
    public async Task Whatever_comes_whenever_and_however_often_it_restarts_each_message_has_one_outcome(string mode)
    {
        var chance = new Random(20261126);
        var read = new HashSet<string>(StringComparer.Ordinal);
        await using var rig = await StartedAsync(QueueModes.Parse(mode)!.Value, Model(), Tool());
        var messages = 0;
        var asked = new List<string>();
        for (var step = 0; step < 60; step++)
        {
            if (chance.Next(12) == 0) await rig.RestartAsync(Model());
            else if (chance.Next(15) == 0) await rig.PushAsync(InGroup(++messages, $"staff-{chance.Next(2)}") with { Text = "@Bot /status" });
            else
            {
                asked.Add($"word{++messages}.");
                await rig.PushAsync(InGroup(messages, $"staff-{chance.Next(2)}") with { Text = $"@Bot word{messages}." });
            }

            for (var i = chance.Next(30); i > 0; i--) await Task.Yield();
        }

        var outcomes = await rig.OutcomesAsync();
        outcomes.Values.Sum().ShouldBe(messages);
        outcomes.Keys.ShouldBeSubsetOf(["answered", "answered:joined", "answered:in_doubt", "cancelled:superseded"]);
        if (mode == "interrupt") return;
        lock (read) asked.Where(word => !read.Contains(word)).ShouldBeEmpty();

        FakeModel Model() => new((request, _) =>
        {
            lock (read)
            {
                foreach (var word in request.Where(message => message.Role == ChatRole.User).SelectMany(message => message.Text.Split(' ')))
                    if (word.StartsWith("word", StringComparison.Ordinal)) read.Add(word);
            }

            AIContent[] answer = request[^1].Role != ChatRole.Tool && request[^1].Text.Length % 2 == 0 ? [FakeModel.Call("work")] : [new TextContent("ok")];
            return answer.ToAsyncEnumerable();
        });

        FakeTool Tool() => new("work", async (_, _) => { for (var i = 0; i < 10; i++) await Task.Yield(); return new ToolResult("done"); });
    }

    private static FakeTool Slow(TaskCompletionSource reached, TaskCompletionSource go) => new("slow", async (_, _) =>
    {
        reached.TrySetResult();
        await go.Task;
        return new ToolResult("done");
    });

    private static Said Message(int i, string staff = "staff-1") => new() { Id = $"m{i}", Text = $"q{i}", Staff = staff };

    private static Said InGroup(int i, string staff) => Said.InGroup($"@Bot q{i}") with { Id = $"m{i}", Staff = staff, Nick = staff };

    private static async Task<List<IReadOnlyList<ChatMessage>>> AllAsync(FakeModel model, int count)
    {
        var all = new List<IReadOnlyList<ChatMessage>>();
        for (var i = 0; i < count; i++) all.Add(await model.AskedAsync());
        return all;
    }

    private static async Task<PipelineRig> StartedAsync(QueueMode mode, FakeModel model, params ITool[] tools)
    {
        var rig = new PipelineRig(model, account: Accounts.Main with { Session = new SessionScopes { Queue = mode }, RateLimit = new() { MessagesPerMinute = 0 } }, tools: tools);
        await rig.StartAsync();
        return rig;
    }
}
