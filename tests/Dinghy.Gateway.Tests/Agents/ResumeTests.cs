using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Agents;

/// <summary>A turn with tools goes on where a crash cut it off, whatever was being done at that moment.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Messages_of_before_a_restart_count_with_those_after_it()
    {
        var kept = System.Text.Json.JsonSerializer.Serialize(new StepEnd(new ToolResult("The message goes out now.") { Sent = true }), StepJson.Default.StepEnd);
        var turn = new ToolTurn(AgentRig.Context());
        turn.Take(System.Text.Json.JsonSerializer.Deserialize(kept, StepJson.Default.StepEnd)!.Result!);
        (turn.Messages, turn.Shows).ShouldBe((1, true));
    }

    /// <summary>Kills at the first moment, then at the second, and so on until a run meets no kill any more.</summary>
    [Fact]
    public async Task Killed_at_any_moment_a_turn_pays_no_stored_round_twice_and_does_nothing_twice_that_may_happen_once()
    {
        var moments = 0;
        for (var whole = false; !whole; moments++)
        {
            using var home = new TempHome();
            var turn = await OpenTurnAsync(home);
            var world = new World();
            using (var first = new Life(home, world, dieAt: moments))
                whole = await first.RunAsync(turn, _time);
            if (whole) continue;

            var paid = world.StoredRounds;
            var asked = world.Asked;
            List<AgentUpdate> updates;
            using (var second = new Life(home, world, dieAt: int.MaxValue)) updates = await second.RunToEndAsync(turn, _time);

            updates[^1].ShouldBeOfType<AgentUpdate.Finished>($"killed at {moments}");
            (world.Asked - asked).ShouldBe(3 - paid, $"killed at {moments}: rounds that were stored are paid again");
            world.Runs("once").ShouldBeLessThanOrEqualTo(2, $"killed at {moments}");
            var results = world.LastRequest.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => (string)result.Result!).ToList();
            results.Count.ShouldBe(4, $"killed at {moments}");
            for (var call = 0; call < 4; call++)
                if (call is 0 or 2 && results[call] != $"did {call}") results[call].ShouldContain("not known", Case.Sensitive, $"killed at {moments}");
                else results[call].ShouldBe($"did {call}", $"killed at {moments}");
            world.RunsOf(0).ShouldBeLessThanOrEqualTo(1, $"killed at {moments}");
            world.RunsOf(2).ShouldBeLessThanOrEqualTo(1, $"killed at {moments}");
            updates.OfType<AgentUpdate.File>().Count().ShouldBe(results[2] == "did 2" ? 1 : 0, $"killed at {moments}: the file that was promised");
            string.Concat(updates.OfType<AgentUpdate.Text>().Select(text => text.Delta)).ShouldBe("First.\n\nSecond.\n\nThe end.", $"killed at {moments}");
        }

        moments.ShouldBeGreaterThan(12, "moments to be killed at");
    }

    [Fact]
    public async Task A_turn_without_calls_writes_no_step_and_an_answer_takes_the_steps_away()
    {
        var turn = await OpenTurnAsync(_home);
        await using var store = SqliteStore.Open(_home.Path);
        var puts = new DyingStore(store, () => Task.CompletedTask);
        await AgentRig.Runner(FakeModel.Saying("hello"), null, puts, _time, new FakeTool("once")).RunAsync(Context(turn), Ct).ToListAsync(Ct);
        puts.Commits.ShouldBe(0);

        var calling = new FakeModel(FakeModel.Bringing(FakeModel.Call("once")), FakeModel.Whole("done"));
        await AgentRig.Runner(calling, null, puts, _time, new FakeTool("once")).RunAsync(Context(turn), Ct).ToListAsync(Ct);
        (await store.ReadStepsAsync(turn.Id, Ct)).Count.ShouldBe(2);
        await store.AddReplyAsync(new NewReply(turn.Id, "done", TurnOutcome.Answered, []), null, Said.At, Ct);
        (await store.ReadStepsAsync(turn.Id, Ct)).ShouldBeEmpty();
        await store.PutStepsAsync(turn.Id, [new StoredStep(1, 0, "{}")], Ct);
        (await store.ReadStepsAsync(turn.Id, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Steps_that_this_version_can_not_read_are_left_and_the_turn_begins_anew()
    {
        var turn = await OpenTurnAsync(_home);
        await using var store = SqliteStore.Open(_home.Path);
        await store.PutStepsAsync(turn.Id, [new StoredStep(1, 0, "{\"calls\": 5")], Ct);
        (await AgentRig.Runner(FakeModel.Saying("hello"), null, store, _time).RunAsync(Context(turn), Ct).ToListAsync(Ct))[^1].ShouldBeOfType<AgentUpdate.Finished>();
    }

    [Fact]
    public async Task Tokens_of_rounds_before_a_crash_are_counted_with_those_after_it()
    {
        var turn = await OpenTurnAsync(_home);
        await using var store = SqliteStore.Open(_home.Path);
        await store.PutStepsAsync(turn.Id, [new StoredStep(1, 0, """{"calls":[{"id":"a","name":"read","arguments":"{}"}],"input":100,"output":10}""")], Ct);
        var model = new FakeModel(FakeModel.Bringing(new TextContent("ok"), new UsageContent(new UsageDetails { InputTokenCount = 150, OutputTokenCount = 5 })));
        var updates = await AgentRig.Runner(model, null, store, _time, new FakeTool("read", readOnly: true)).RunAsync(Context(turn), Ct).ToListAsync(Ct);
        updates[^1].ShouldBeOfType<AgentUpdate.Finished>().Usage.ShouldBe(new AgentUsage("fake-1", TimeSpan.Zero, 250, 15));
    }

    private static async Task<Turn> OpenTurnAsync(TempHome home)
    {
        await using var store = SqliteStore.Open(home.Path);
        return (await store.AddTurnAsync(new Said().NewTurn(at: Said.At), null, Ct))!;
    }

    private static TurnContext Context(Turn turn) => AgentRig.Context() with { Turn = turn };

    /// <summary>What all lives of the program have in common: the model, and what was really done.</summary>
    private sealed class World
    {
        private readonly List<int> _runs = [];

        public int Asked { get; set; }

        public int StoredRounds { get; set; }

        public IReadOnlyList<ChatMessage> LastRequest { get; set; } = [];

        public void Did(int call)
        {
            lock (_runs) _runs.Add(call);
        }

        public int RunsOf(int call)
        {
            lock (_runs) return _runs.Count(run => run == call);
        }

        public int Runs(string name) => name == "once" ? RunsOf(0) + RunsOf(2) : _runs.Count;
    }

    /// <summary>One life of the program; past its last moment nothing in it goes on.</summary>
    private sealed class Life(TempHome home, World world, int dieAt) : IDisposable
    {
        private readonly SqliteStore _store = SqliteStore.Open(home.Path);
        private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _moment;

        public async Task<bool> RunAsync(Turn turn, TimeProvider time)
        {
            var running = RunToEndAsync(turn, time);
            return await Task.WhenAny(running, _dead.Task).Within() == running;
        }

        public async Task<List<AgentUpdate>> RunToEndAsync(Turn turn, TimeProvider time)
        {
            var journal = new DyingStore(_store, PassAsync) { Stored = steps => world.StoredRounds = Math.Max(world.StoredRounds, steps.Max(step => step.Round)) };
            ITool[] tools = [Tool("once", ToolEffect.Once), Tool("again", ToolEffect.Repeatable), Tool("look", ToolEffect.None)];
            return await AgentRig.Runner(new FakeModel(AskAsync), new AgentLimits(), journal, time, tools).RunAsync(Context(turn), Ct).ToListAsync(Ct).AsTask().Within();
        }

        public void Dispose() => _store.DisposeAsync().AsTask().GetAwaiter().GetResult();

        private FakeTool Tool(string name, ToolEffect effect) => new(name, async (input, _) =>
        {
            var call = int.Parse(input.Text("call")!, System.Globalization.CultureInfo.InvariantCulture);
            await PassAsync();
            world.Did(call);
            await PassAsync();
            return new ToolResult($"did {call}") { File = call == 2 ? new FileOffer("/w/a.txt", "a.txt", DingTalk.Media.MediaKind.File, null, null) : null };
        }) { Effect = effect };

        /// <summary>The same question always has the same answer: what a model says follows from what it reads.</summary>
        private async IAsyncEnumerable<AIContent> AskAsync(IReadOnlyList<ChatMessage> request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            await PassAsync();
            world.Asked++;
            world.LastRequest = request;
            AIContent[] answer = request.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Count() switch
            {
                0 => [new TextContent("First."), Call("once", 0), Call("again", 1)],
                2 => [new TextContent("Second."), Call("once", 2), Call("look", 3)],
                _ => [new TextContent("The end.")],
            };
            foreach (var content in answer) yield return content;
        }

        private static FunctionCallContent Call(string name, int call) => FakeModel.Call(name, ("call", (long)call));

        private Task PassAsync()
        {
            if (_dead.Task.IsCompleted) return new TaskCompletionSource().Task;
            if (Interlocked.Increment(ref _moment) <= dieAt) return Task.CompletedTask;
            _dead.TrySetResult();
            return new TaskCompletionSource().Task;
        }
    }

    /// <summary>A store whose program may die before or after a write.</summary>
    private sealed class DyingStore(SqliteStore inner, Func<Task> pass) : IStepStore
    {
        public Action<IReadOnlyList<StoredStep>> Stored { get; init; } = _ => { };

        public int Commits { get; private set; }

        public async Task PutStepsAsync(long turnId, IReadOnlyList<StoredStep> steps, CancellationToken ct)
        {
            await pass();
            Commits++;
            await inner.PutStepsAsync(turnId, steps, ct);
            Stored(steps);
            await pass();
        }

        public Task<IReadOnlyList<StoredStep>> ReadStepsAsync(long turnId, CancellationToken ct) => inner.ReadStepsAsync(turnId, ct);
    }
}
