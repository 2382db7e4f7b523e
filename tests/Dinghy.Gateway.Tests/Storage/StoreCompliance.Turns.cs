using System.Collections.Concurrent;
using System.Globalization;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task A_message_is_stored_once_per_account()
    {
        var said = new Said { Id = "same" };
        (await Store.AddTurnAsync(said.NewTurn(), null, Ct)).ShouldNotBeNull();
        (await Store.AddTurnAsync(said.NewTurn(), null, Ct)).ShouldBeNull();
        (await Store.AddTurnAsync((said with { Text = "other words, same id" }).NewTurn(), null, Ct)).ShouldBeNull();
        (await Store.CountAsync(Ct)).OpenTurns.ShouldBe(1);
    }

    [Fact]
    public async Task Two_accounts_each_store_a_message_of_the_same_id()
    {
        var said = new Said { Id = "same" };
        (await Store.AddTurnAsync(said.NewTurn("one"), null, Ct)).ShouldNotBeNull();
        (await Store.AddTurnAsync(said.NewTurn("two"), null, Ct)).ShouldNotBeNull();
        (await Store.AddTurnAsync(said.NewTurn("two"), null, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Ids_are_compared_whole_and_with_their_case()
    {
        foreach (var id in new[] { "aB==", "ab==", "aB=", "aB== ", "aB==\u200b" })
            (await Store.AddTurnAsync(new Said { Id = id }.NewTurn(), null, Ct)).ShouldNotBeNull(id);
        (await Store.CountAsync(Ct)).OpenTurns.ShouldBe(5);
    }

    [Fact]
    public async Task A_thousand_parallel_adds_of_a_hundred_ids_store_a_hundred()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(
            () => Store.AddTurnAsync(new Said { Id = (i % 100).ToString(CultureInfo.InvariantCulture) }.NewTurn(), null, Ct))));

        var stored = added.OfType<Turn>().ToList();
        stored.Count.ShouldBe(100);
        stored.Select(turn => turn.MessageId.Value).Distinct().Count().ShouldBe(100);
        stored.Select(turn => turn.Id).Distinct().Count().ShouldBe(100);
        (await Store.CountAsync(Ct)).OpenTurns.ShouldBe(100);
    }

    [Fact]
    public async Task Stored_is_told_in_the_order_of_storing_and_before_the_task_ends()
    {
        var told = new ConcurrentQueue<long>();
        var late = 0;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
        {
            var turn = await Store.AddTurnAsync(new Said { Id = $"m{i}" }.NewTurn(), t => told.Enqueue(t.Id), Ct);
            if (!told.Contains(turn!.Id)) Interlocked.Increment(ref late);
        })));

        late.ShouldBe(0);
        told.Count.ShouldBe(500);
        told.ShouldBe(told.Order());
        (await OpenTurnIdsAsync()).ShouldBe(told);
    }

    [Fact]
    public async Task Stored_is_not_told_of_a_duplicate()
    {
        await AddAsync("same");
        var told = 0;
        await Store.AddTurnAsync(new Said { Id = "same" }.NewTurn(), _ => told++, Ct);
        told.ShouldBe(0);
    }

    [Fact]
    public async Task A_turn_comes_back_from_a_restart_as_it_was()
    {
        var said = new Said { Id = "m", Text = "第一行\n\t  second 👩‍👩‍👧 \"quoted\"", Nick = "张三" };
        var turn = (await Store.AddTurnAsync(said.NewTurn(conversation: "main/dm/张三", at: T0.AddMilliseconds(123)), null, Ct)).ShouldNotBeNull();

        await ReopenAsync();

        var found = (await Store.ResumeTurnsAsync(Ct)).ShouldHaveSingleItem();
        (found.Id, found.Account, found.MessageId, found.Conversation).ShouldBe((turn.Id, "main", new MessageId("m"), "main/dm/张三"));
        found.ReceivedAt.ShouldBe(T0.AddMilliseconds(123));
        found.Message.Content.ShouldBe(new TextContent(said.Text!));
        found.Message.Webhook.ShouldBe(turn.Message.Webhook);
        found.Message.Sender.ShouldBe(turn.Message.Sender);
    }

    [Fact]
    public async Task What_was_seen_is_known_after_a_restart()
    {
        var turn = await AddAsync("done");
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, T0, Ct);
        await Store.AddRefusedAsync(new RefusedTurn("main", new MessageId("refused"), T0, TurnOutcome.Ignored(Reasons.NotAllowed)), Ct);

        await ReopenAsync();

        (await Store.AddTurnAsync(new Said { Id = "done" }.NewTurn(), null, Ct)).ShouldBeNull();
        (await Store.AddTurnAsync(new Said { Id = "refused" }.NewTurn(), null, Ct)).ShouldBeNull();
        (await Store.AddRefusedAsync(new RefusedTurn("main", new MessageId("done"), T0, TurnOutcome.Ignored(Reasons.NotAllowed)), Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task Each_restart_counts_the_turns_it_finds_open_oldest_first()
    {
        var first = await AddAsync("a");
        await AddAsync("b");
        (await Store.ResumeTurnsAsync(Ct)).Select(turn => (turn.MessageId.Value, turn.Resumes)).ShouldBe([("a", 1), ("b", 1)]);

        await ReopenAsync();
        await AddAsync("c");
        (await Store.ResumeTurnsAsync(Ct)).Select(turn => (turn.MessageId.Value, turn.Resumes)).ShouldBe([("a", 2), ("b", 2), ("c", 1)]);

        await Store.CloseTurnAsync(first.Id, TurnOutcome.Answered, T0, Ct);
        (await Store.ResumeTurnsAsync(Ct)).Select(turn => turn.MessageId.Value).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task The_first_outcome_of_a_turn_stands()
    {
        var turn = await AddAsync();
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, T0, Ct);
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Failed(Reasons.Crashed), T0, Ct);
        (await Store.CountAsync(Ct)).Outcomes.ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    [Fact]
    public async Task Closing_a_turn_that_is_not_there_does_nothing()
    {
        await Store.CloseTurnAsync(4711, TurnOutcome.Answered, T0, Ct);
        (await Store.CountAsync(Ct)).Outcomes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_tell_outcomes_by_kind_and_reason()
    {
        foreach (var (id, outcome) in new[] { ("a", TurnOutcome.Answered), ("b", TurnOutcome.Answered), ("c", TurnOutcome.Failed(Reasons.Busy)), ("d", new TurnOutcome(OutcomeKind.Cancelled, "stopped")) })
            await Store.CloseTurnAsync((await AddAsync(id)).Id, outcome, T0, Ct);
        await Store.AddRefusedAsync(new RefusedTurn("main", new MessageId("e"), T0, TurnOutcome.Ignored(Reasons.NotAllowed)), Ct);
        await AddAsync("open");

        var counts = await Store.CountAsync(Ct);
        counts.Outcomes.ShouldBe(new Dictionary<string, long> { ["answered"] = 2, ["failed:busy"] = 1, ["cancelled:stopped"] = 1, ["ignored:not_allowed"] = 1 }, ignoreOrder: true);
        counts.OpenTurns.ShouldBe(1);
    }

    [Fact]
    public async Task Pruning_takes_old_closed_turns_only_and_never_the_memory()
    {
        var old = await AddAsync("old closed", T0.AddDays(-40));
        var (reply, part) = await Store.AddReplyAsync(
            new NewReply(old.Id, "yes", TurnOutcome.Answered, [new HistoryEntry("main/dm/staff-1", HistoryRole.Person, "remember me", T0)]), new Part(0, 1, 0, 3, Road.Webhook, 1, 0), T0, Ct);
        await Store.RecordAsync(reply, new PartResult(part, PartState.Delivered, 0, null, null), new ReplyProgress(3, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, T0, Ct);
        await AddAsync("old open", T0.AddDays(-40));
        var replying = await AddAsync("old replying", T0.AddDays(-40));
        var (waiting, _) = await AnswerAsync(replying);
        var young = await AddAsync("young closed", T0.AddDays(-1));
        await Store.CloseTurnAsync(young.Id, TurnOutcome.Answered, T0, Ct);

        (await Store.PruneAsync(T0.AddDays(-30), 100, Ct)).ShouldBe(1);

        (await Store.CountAsync(Ct)).OpenTurns.ShouldBe(2);
        (await Store.LoadReplyAsync(waiting, Ct)).ShouldNotBeNull();
        (await Store.ReadHistoryAsync("main/dm/staff-1", 10, Ct)).ShouldHaveSingleItem().Text.ShouldBe("remember me");
        (await Store.AddTurnAsync(new Said { Id = "young closed" }.NewTurn(), null, Ct)).ShouldBeNull();
        (await Store.AddTurnAsync(new Said { Id = "old closed" }.NewTurn(), null, Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Pruning_takes_at_most_its_limit()
    {
        for (var i = 0; i < 25; i++) await Store.CloseTurnAsync((await AddAsync($"m{i}", T0.AddDays(-40))).Id, TurnOutcome.Answered, T0, Ct);
        (await Store.PruneAsync(T0, 10, Ct)).ShouldBe(10);
        (await Store.PruneAsync(T0, 10, Ct)).ShouldBe(10);
        (await Store.PruneAsync(T0, 10, Ct)).ShouldBe(5);
        (await Store.PruneAsync(T0, 10, Ct)).ShouldBe(0);
    }
}
