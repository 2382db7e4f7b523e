using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Agents;

public sealed class AgentRunnerTests
{
    private static readonly AgentUpdate s_finished = new AgentUpdate.Finished(new AgentUsage("fake-1", TimeSpan.Zero, null, null));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_answer_is_its_words_and_an_end() =>
        (await RunAsync(FakeModel.Saying("Hel", "", "lo"))).ShouldBe([new AgentUpdate.Text("Hel"), new AgentUpdate.Text("lo"), s_finished]);

    [Fact]
    public async Task Without_a_model_the_person_is_told_so() => (await RunAsync(null)).ShouldBe([new AgentUpdate.Failed(Reasons.NoModel)]);

    [Fact]
    public async Task A_message_without_text_never_reaches_the_model()
    {
        var model = FakeModel.Echo();
        (await RunAsync(model, question: null)).ShouldBe([new AgentUpdate.Failed(Reasons.UnsupportedKind)]);
        model.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_question_past_all_bounds_never_reaches_the_model()
    {
        var model = FakeModel.Echo();
        (await RunAsync(model, new string('x', AgentRunner.MaxQuestionChars + 1))).ShouldBe([new AgentUpdate.Failed(Reasons.ContextTooLong)]);
        model.Calls.ShouldBe(0);
        (await RunAsync(model, new string('x', AgentRunner.MaxQuestionChars)))[^1].ShouldBe(s_finished);
    }

    [Theory]
    [InlineData(nameof(ModelFault.Unreachable), Reasons.ModelDown)]
    [InlineData(nameof(ModelFault.Timeout), Reasons.ModelDown)]
    [InlineData(nameof(ModelFault.Credentials), Reasons.ModelRefused)]
    [InlineData(nameof(ModelFault.Quota), Reasons.ModelQuota)]
    [InlineData(nameof(ModelFault.RateLimited), Reasons.ModelQuota)]
    [InlineData(nameof(ModelFault.Filtered), Reasons.ModelFiltered)]
    [InlineData(nameof(ModelFault.ContextTooLong), Reasons.ContextTooLong)]
    [InlineData(nameof(ModelFault.BadRequest), Reasons.ModelRefused)]
    [InlineData(nameof(ModelFault.NoTools), Reasons.ModelRefused)]
    [InlineData(nameof(ModelFault.UnknownModel), Reasons.ModelRefused)]
    [InlineData(nameof(ModelFault.ServerError), Reasons.ModelDown)]
    [InlineData(nameof(ModelFault.BadResponse), Reasons.ModelDown)]
    [InlineData(nameof(ModelFault.Cut), Reasons.ModelDown)]
    public async Task Each_fault_has_its_reason(string fault, string reason)
    {
        var model = FakeModel.Failing(Enum.Parse<ModelFault>(fault));
        (await RunAsync(model)).ShouldBe([new AgentUpdate.Failed(reason)]);
        model.Calls.ShouldBe(1);
    }

    [Fact]
    public void Every_fault_is_in_the_list_above() =>
        typeof(AgentRunnerTests).GetMethod(nameof(Each_fault_has_its_reason))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length
            .ShouldBe(Enum.GetValues<ModelFault>().Length);

    [Fact]
    public async Task An_answer_that_breaks_halfway_starts_over_once_and_discards_its_first_half()
    {
        var model = new FakeModel(FakeModel.Breaking(ModelFault.Cut, "half an"), FakeModel.Whole("whole"));
        (await RunAsync(model)).ShouldBe([new AgentUpdate.Text("half an"), new AgentUpdate.StartOver(), new AgentUpdate.Text("whole"), s_finished]);
    }

    [Fact]
    public async Task An_answer_that_breaks_twice_has_failed()
    {
        var model = FakeModel.Failing(ModelFault.Cut, "half");
        (await RunAsync(model))[^1].ShouldBe(new AgentUpdate.Failed(Reasons.ModelDown));
        model.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_that_will_not_pass_is_not_tried_again()
    {
        var model = FakeModel.Failing(ModelFault.Filtered, "half");
        (await RunAsync(model)).ShouldBe([new AgentUpdate.Text("half"), new AgentUpdate.Failed(Reasons.ModelFiltered)]);
        model.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task The_model_reads_instructions_memory_and_question_in_this_order()
    {
        var model = FakeModel.Echo();
        await RunAsync(model, "now?", [Entry(HistoryRole.Person, "q1"), Entry(HistoryRole.Assistant, "a1")], "be brief");
        (await model.AskedAsync()).Select(message => (message.Role.Value, message.Text)).ShouldBe(
            [("system", "be brief"), ("user", "q1"), ("assistant", "a1"), ("user", "now?")]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task Without_instructions_there_are_ours(string? instructions)
    {
        var model = FakeModel.Echo();
        await RunAsync(model, instructions: instructions);
        (await model.AskedAsync())[0].Text.ShouldContain("DingTalk");
    }

    [Fact]
    public async Task A_cancelled_question_ends_in_cancellation_and_in_no_reason()
    {
        using var stop = new CancellationTokenSource();
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task));
        var running = RunAsync(model, ct: stop.Token);
        await model.AskedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_memory_too_long_for_the_model_loses_its_older_half_until_it_fits()
    {
        var tooLong = FakeModel.Breaking(ModelFault.ContextTooLong);
        var model = new FakeModel(tooLong, tooLong, FakeModel.Whole("fits"));
        var history = Enumerable.Range(1, 4).Select(i => Entry(HistoryRole.Person, $"said {i}")).ToList();
        (await RunAsync(model, history: history))[^2..].ShouldBe([new AgentUpdate.Text("fits"), s_finished]);
        await model.AskedAsync();
        (await model.AskedAsync()).Skip(1).Select(message => message.Text).ShouldBe(["said 3", "said 4", "what?"]);
        (await model.AskedAsync()).Skip(1).Select(message => message.Text).ShouldBe(["said 4", "what?"]);
    }

    private static async Task<List<AgentUpdate>> RunAsync(
        IChatClient? model, string? question = "what?", IReadOnlyList<HistoryEntry>? history = null, string? instructions = null, CancellationToken? ct = null)
    {
        var runner = AgentRig.Runner(model, AgentRig.Prompts(new AgentConfig { Instructions = instructions }));
        return await runner.RunAsync(AgentRig.Context(question) with { History = history ?? [] }, ct ?? Ct).ToListAsync(Ct);
    }

    private static HistoryEntry Entry(HistoryRole role, string text) => new("c", role, text, Said.At);

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData(" \n", "\t")]
    public async Task An_answer_of_nothing_has_failed(params string[] words) =>
        (await RunAsync(FakeModel.Saying(words)))[^1].ShouldBe(new AgentUpdate.Failed(Reasons.EmptyAnswer));

    [Fact]
    public async Task Thoughts_are_no_answer_and_are_kept_apart()
    {
        var model = new FakeModel(FakeModel.Bringing(new TextReasoningContent("hm"), new TextReasoningContent("")));
        (await RunAsync(model)).ShouldBe([new AgentUpdate.Thought("hm"), new AgentUpdate.Failed(Reasons.EmptyAnswer)]);
    }

    [Fact]
    public async Task Thoughts_that_break_halfway_start_over_too()
    {
        var model = new FakeModel(
            (_, _) => ThinksAndBreaks(), FakeModel.Bringing(new TextContent("ok"), new UsageContent(new UsageDetails { InputTokenCount = 7, OutputTokenCount = 2 })));
        (await RunAsync(model)).ShouldBe([
            new AgentUpdate.Thought("hm"), new AgentUpdate.StartOver(), new AgentUpdate.Text("ok"), new AgentUpdate.Finished(new AgentUsage("fake-1", TimeSpan.Zero, 7, 2))]);
    }

    private static async IAsyncEnumerable<AIContent> ThinksAndBreaks()
    {
        await Task.Yield();
        yield return new TextReasoningContent("hm");
        throw new ModelException(ModelFault.Cut, "lab", "cut");
    }
}
