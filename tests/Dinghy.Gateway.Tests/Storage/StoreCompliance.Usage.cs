using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static readonly DateOnly s_day = new(2026, 11, 20);

    [Fact]
    public async Task Usage_adds_up_by_account_day_and_kind_and_old_days_are_forgotten()
    {
        await Store.AddUsageAsync([new("main", s_day, "push", 2), new("main", s_day.AddDays(-50), "push", 9), new("b", s_day, "push", 1)], DateOnly.MinValue, Ct);
        await Store.AddUsageAsync([new("main", s_day, "push", 3), new("main", s_day, "card_stream", 1)], s_day.AddDays(-40), Ct);
        await ReopenAsync();
        (await Store.ReadUsageAsync(DateOnly.MinValue, Ct)).ShouldBe(
            [new("b", s_day, "push", 1), new("main", s_day, "card_stream", 1), new("main", s_day, "push", 5)]);
        (await Store.ReadUsageAsync(s_day.AddDays(1), Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_threshold_is_told_once()
    {
        (await Store.MarkToldAsync("corp/2026-11/calls/80", T0, Ct)).ShouldBeTrue();
        await ReopenAsync();
        (await Store.MarkToldAsync("corp/2026-11/calls/80", T0, Ct)).ShouldBeFalse();
        (await Store.MarkToldAsync("corp/2026-11/calls/95", T0, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task Replies_that_go_with_another_are_open_no_more_and_end_with_it_each_in_its_own_way()
    {
        var (head, _) = await AnswerAsync(await AddAsync("1"), "a");
        var second = await AddAsync("2");
        var (other, _) = await AnswerAsync(second, "b");
        await Store.MergeAsync(head, "a\n\nb", [other], Ct);

        await ReopenAsync();
        (await Store.OpenRepliesAsync(Ct)).ShouldHaveSingleItem().ReplyId.ShouldBe(head);
        (await Store.LoadReplyAsync(other, Ct)).ShouldBeNull();
        var merged = (await Store.LoadReplyAsync(head, Ct)).ShouldNotBeNull();
        merged.Text.ShouldBe("a\n\nb");
        var carried = merged.Carries.ShouldHaveSingleItem();
        (carried.Turn.Id, carried.Closes).ShouldBe((second.Id, TurnOutcome.Answered));

        await Store.RecordAsync(head, null, new ReplyProgress(4, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered) { Carried = [(second.Id, TurnOutcome.Failed(Reasons.Undelivered))] }, null, T0, Ct);
        var counts = await Store.CountAsync(Ct);
        (counts.OpenTurns, counts.WaitingReplies).ShouldBe((0, 0));
        counts.Outcomes.ShouldBe(new Dictionary<string, long> { ["answered"] = 1, ["failed:undelivered"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_reply_may_be_due_later()
    {
        var turn = await AddAsync();
        var (reply, _) = await Store.AddReplyAsync(new NewReply(turn.Id, "x", TurnOutcome.Answered, []) { NotBefore = T0.AddMinutes(1) }, null, T0, Ct);
        (await Store.OpenRepliesAsync(Ct)).ShouldBe([(reply, (DateTimeOffset?)T0.AddMinutes(1))]);
    }

    [Fact]
    public async Task Messages_of_the_last_minute_are_found_but_refused_ones_and_cards()
    {
        var turn = await AddAsync();
        await AnswerAsync(turn, first: s_first);
        var (refused, part) = await AnswerAsync(await AddAsync("2"), first: s_first);
        await Store.RecordAsync(refused, new PartResult(part, PartState.Refused, 0, null, "x"), new ReplyProgress(0, 0, 1, ReplyState.Open, T0, null), null, T0, Ct);
        await AnswerAsync(await AddAsync("3"), first: s_first with { Road = Road.Card });
        var (found, at) = (await Store.RecentMessagesAsync(T0.AddSeconds(-59), Ct)).ShouldHaveSingleItem();
        (found.Id, at).ShouldBe((turn.Id, T0));
        (await Store.RecentMessagesAsync(T0.AddSeconds(1), Ct)).ShouldBeEmpty();
    }
}
