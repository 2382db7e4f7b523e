using System.Collections.Concurrent;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Conversations;

public sealed class MailboxesTests
{
    /// <summary>Work that each test ends turn by turn.</summary>
    private sealed class Desk
    {
        private readonly ConcurrentDictionary<long, TaskCompletionSource> _ends = new();
        private readonly System.Threading.Channels.Channel<long> _begun = System.Threading.Channels.Channel.CreateUnbounded<long>();

        public async Task WorkAsync(Turn turn)
        {
            await _begun.Writer.WriteAsync(turn.Id);
            await End(turn.Id).Task;
        }

        public Task<long> BegunAsync() => _begun.Reader.ReadAsync().Within();

        public bool NothingBegun => !_begun.Reader.TryPeek(out _);

        public void Finish(long id) => End(id).TrySetResult();

        private TaskCompletionSource End(long id) => _ends.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    [Fact]
    public async Task One_conversation_is_worked_in_order_one_at_a_time()
    {
        var desk = new Desk();
        using var boxes = new Mailboxes(desk.WorkAsync, 100);
        for (var i = 1; i <= 3; i++) boxes.Post(Turn(i)).ShouldBeTrue();
        for (var i = 1; i <= 3; i++)
        {
            (await desk.BegunAsync()).ShouldBe(i);
            desk.NothingBegun.ShouldBeTrue();
            boxes.Count.ShouldBe(4 - i);
            desk.Finish(i);
        }

        await boxes.CloseAsync().Within();
        boxes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_taken_out_is_not_worked_and_what_is_put_back_keeps_its_place()
    {
        var desk = new Desk();
        using var boxes = new Mailboxes(desk.WorkAsync, 100);
        for (var i = 1; i <= 5; i++) boxes.Post(Turn(i));
        (await desk.BegunAsync()).ShouldBe(1);
        var taken = boxes.Take("c", waiting => [.. waiting.Where(turn => turn.Id is 2 or 4)]).ShouldNotBeNull();
        boxes.Take("other", waiting => waiting).ShouldBeNull();
        boxes.Count.ShouldBe(3);
        boxes.PutBack(taken[1]);
        boxes.Count.ShouldBe(4);
        foreach (var next in new[] { 3, 4, 5 })
        {
            desk.Finish(next == 3 ? 1 : next - 1);
            (await desk.BegunAsync()).ShouldBe(next);
        }

        desk.Finish(5);
        await Waiting.Until(() => boxes.Count == 0);
    }

    [Fact]
    public async Task A_slow_conversation_keeps_no_other_waiting()
    {
        var desk = new Desk();
        using var boxes = new Mailboxes(desk.WorkAsync, 100);
        boxes.Post(Turn(1, "slow"));
        (await desk.BegunAsync()).ShouldBe(1);
        boxes.Post(Turn(2, "slow"));
        for (var i = 10; i < 60; i++) boxes.Post(Turn(i, $"c{i}"));
        var begun = new List<long>();
        for (var i = 10; i < 60; i++) begun.Add(await desk.BegunAsync());
        begun.Order().ShouldBe(Enumerable.Range(10, 50).Select(i => (long)i));
        for (var i = 1; i < 60; i++) desk.Finish(i);
        await boxes.CloseAsync().Within();
    }

    [Fact]
    public async Task The_hundred_and_first_waiting_message_is_not_taken_but_a_resumed_one_is()
    {
        var desk = new Desk();
        using var boxes = new Mailboxes(desk.WorkAsync, 100);
        boxes.Post(Turn(0));
        await desk.BegunAsync(); // runs, so it does not wait
        for (var i = 1; i <= 100; i++) boxes.Post(Turn(i)).ShouldBeTrue();
        boxes.Post(Turn(101)).ShouldBeFalse();
        boxes.Post(Turn(102), resumed: true).ShouldBeTrue();
        boxes.Post(Turn(103, "another conversation")).ShouldBeTrue();
        boxes.Count.ShouldBe(103);
        for (var i = 0; i <= 103; i++) desk.Finish(i);
        await Waiting.Until(() => boxes.Count == 0);
    }

    [Fact]
    public async Task Closing_waits_for_what_runs_and_leaves_what_waits()
    {
        var desk = new Desk();
        using var boxes = new Mailboxes(desk.WorkAsync, 100);
        boxes.Post(Turn(1));
        boxes.Post(Turn(2));
        await desk.BegunAsync();
        var closing = boxes.CloseAsync();
        boxes.Count.ShouldBe(1);
        closing.IsCompleted.ShouldBeFalse();
        boxes.Post(Turn(3)).ShouldBeTrue(); // parked: the store has it
        boxes.Post(Turn(4, "new")).ShouldBeTrue();
        desk.Finish(1);
        await closing.Within();
        boxes.Count.ShouldBe(0);
        desk.NothingBegun.ShouldBeTrue();
    }

    [Fact]
    public async Task Closing_does_not_begin_what_waited_for_a_free_place()
    {
        var desk = new Desk();
        using var boxes = new Mailboxes(desk.WorkAsync, 100, maxRunning: 1);
        boxes.Post(Turn(1, "a"));
        await desk.BegunAsync();
        for (var i = 2; i <= 5; i++) boxes.Post(Turn(i, $"c{i}"));
        var closing = boxes.CloseAsync();
        desk.Finish(1);
        for (var i = 2; i <= 5; i++) desk.Finish(i);
        await closing.Within();
        desk.NothingBegun.ShouldBeTrue();
        boxes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Closing_when_nothing_runs_ends_at_once()
    {
        using var boxes = new Mailboxes(_ => Task.CompletedTask, 100);
        boxes.CloseAsync().IsCompleted.ShouldBeTrue();
        await boxes.CloseAsync();
        boxes.Post(Turn(1)).ShouldBeTrue();
        boxes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task No_more_than_the_limit_run_at_once_and_each_gets_its_turn()
    {
        var (running, most, done) = (0, 0, 0);
        var gate = new Lock();
        using var boxes = new Mailboxes(
            async _ =>
            {
                lock (gate) most = Math.Max(most, ++running);
                await Task.Yield();
                lock (gate) { running--; done++; }
            },
            100, maxRunning: 3);
        for (var i = 0; i < 200; i++) boxes.Post(Turn(i, $"c{i % 40}"));
        await Waiting.Until(() => Volatile.Read(ref done) == 200);
        most.ShouldBeInRange(1, 3);
        await boxes.CloseAsync().Within();
    }

    [Fact]
    public async Task A_storm_keeps_every_conversations_order_and_ends_with_nothing_left()
    {
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<long>>();
        var inside = new ConcurrentDictionary<string, int>();
        var overlaps = 0;
        using var boxes = new Mailboxes(
            async turn =>
            {
                if (inside.AddOrUpdate(turn.Conversation, 1, (_, n) => n + 1) != 1) Interlocked.Increment(ref overlaps);
                await Task.Yield();
                seen.GetOrAdd(turn.Conversation, _ => new()).Enqueue(turn.Id);
                inside.AddOrUpdate(turn.Conversation, 0, (_, n) => n - 1);
            },
            maxWaiting: int.MaxValue, maxRunning: 16);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(c => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++) boxes.Post(Turn(i, $"c{c}")).ShouldBeTrue();
        })));
        await Waiting.Until(() => boxes.Count == 0);

        overlaps.ShouldBe(0);
        seen.Count.ShouldBe(50);
        seen.Values.ShouldAllBe(order => order.SequenceEqual(Enumerable.Range(0, 200).Select(i => (long)i)));
        await boxes.CloseAsync().Within();
    }

    private static Turn Turn(long id, string conversation = "c") => new()
    {
        Id = id,
        Account = "main",
        MessageId = new($"m{id}"),
        Conversation = conversation,
        ReceivedAt = Said.At,
        Message = s_message,
    };

    private static readonly DingTalk.Messages.RobotMessage s_message = new Said().Message();
}
