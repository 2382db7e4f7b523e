using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Tests.Limits;

/// <summary>The waiting without any waiting: every property on a clock of its own.</summary>
public sealed class CallScheduleTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_second_exceeds_a_budget_whatever_arrives(int seed)
    {
        var chance = new Random(seed);
        var limits = new QuotaConfig { ApiPerSecond = chance.Next(5, 30), ProcessPerSecond = chance.Next(5, 40) };
        var left = Run(limits, chance, TimeSpan.FromSeconds(60), () => ($"a{chance.Next(2)}", (DingTalkCall)chance.Next(1, 5), (Urgency)chance.Next(3)), perSecond: 80);

        Most(left.Select(call => call.At), TimeSpan.FromSeconds(CallSchedule.BanSeconds)).ShouldBeLessThanOrEqualTo(limits.ProcessPerSecond * CallSchedule.BanSeconds);
        foreach (var lane in left.GroupBy(call => (call.Ticket.Account, call.Ticket.Api)))
            Most(lane.Select(call => call.At)).ShouldBeLessThanOrEqualTo(limits.ApiPerSecond);
        left.Count.ShouldBeGreaterThan(limits.ProcessPerSecond * CallSchedule.BanSeconds, "and the budget is used");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_second_exceeds_it_as_DingTalk_counts_however_long_calls_are_on_their_way(int seed)
    {
        var chance = new Random(seed);
        var schedule = new CallSchedule(new QuotaConfig { ApiPerSecond = 20 });
        var (counted, answers) = (new List<TimeSpan>(), new PriorityQueue<CallTicket, TimeSpan>());
        for (var now = TimeSpan.Zero; now < TimeSpan.FromSeconds(60); now += TimeSpan.FromMilliseconds(5))
        {
            while (answers.TryPeek(out var answered, out var at) && at <= now)
            {
                schedule.Answered(answered, at);
                answers.Dequeue();
            }

            schedule.Join("a", DingTalkCall.CardStream, Urgency.Final);
            while (schedule.Next(now, out _) is { } left)
            {
                var (there, back) = (TimeSpan.FromMilliseconds(chance.Next(200)), TimeSpan.FromMilliseconds(chance.Next(50)));
                counted.Add(now + there);
                answers.Enqueue(left, now + there + back);
            }
        }

        Most(counted).ShouldBeLessThanOrEqualTo(20);
        counted.Count.ShouldBeGreaterThan(15 * 60, "and the budget is used");
    }

    [Fact]
    public void A_call_that_hangs_does_not_keep_its_place_for_ever()
    {
        var schedule = new CallSchedule(new QuotaConfig { ApiPerSecond = 1 });
        for (var i = 0; i < 2; i++) schedule.Join("a", DingTalkCall.CardStream, Urgency.Final);
        var hangs = schedule.Next(TimeSpan.Zero, out _)!;
        schedule.Next(TimeSpan.FromSeconds(4), out var wakeAt).ShouldBeNull();
        schedule.Next(wakeAt!.Value, out _).ShouldNotBeNull();
        schedule.Answered(hangs, TimeSpan.FromSeconds(30));
        schedule.Join("a", DingTalkCall.CardStream, Urgency.Final);
        schedule.Next(wakeAt.Value + TimeSpan.FromSeconds(4), out _).ShouldBeNull("a late answer frees nobody else's place");
    }

    [Fact]
    public void Final_calls_are_not_starved_by_cosmetic_ones()
    {
        var chance = new Random(7);
        var arrived = new Dictionary<CallTicket, TimeSpan>();
        var left = Run(new QuotaConfig(), chance, TimeSpan.FromSeconds(30),
            () => ("a", DingTalkCall.CardStream, chance.Next(20) == 0 ? Urgency.Final : Urgency.Cosmetic), perSecond: 200, arrived);
        var waits = left.Where(call => call.Ticket.Urgency == Urgency.Final).Select(call => call.At - arrived[call.Ticket]).ToList();
        waits.Count.ShouldBeGreaterThan(250);
        waits.Max().ShouldBeLessThan(TimeSpan.FromSeconds(2), "about ten a second come, and twenty may leave");
    }

    [Fact]
    public void A_share_stays_free_for_the_end_of_an_answer()
    {
        var schedule = new CallSchedule(new QuotaConfig());
        for (var i = 0; i < 100; i++) schedule.Join("a", DingTalkCall.CardStream, Urgency.Cosmetic);
        Drain(schedule, TimeSpan.Zero).Count.ShouldBe(15);
        for (var i = 0; i < 10; i++) schedule.Join("a", DingTalkCall.CardStream, Urgency.Usual);
        Drain(schedule, TimeSpan.Zero).ShouldAllBe(ticket => ticket.Urgency == Urgency.Usual);
        for (var i = 0; i < 10; i++) schedule.Join("a", DingTalkCall.CardStream, Urgency.Final);
        Drain(schedule, TimeSpan.Zero).Select(ticket => ticket.Urgency).ShouldBe([Urgency.Final, Urgency.Final]);
    }

    [Fact]
    public void Of_one_urgency_who_came_first_goes_first()
    {
        var schedule = new CallSchedule(new QuotaConfig());
        var asked = Enumerable.Range(0, 40).Select(i => schedule.Join("a", i % 2 == 0 ? DingTalkCall.CardStream : DingTalkCall.CardCreate, Urgency.Usual)!).ToList();
        var left = Drain(schedule, TimeSpan.Zero);
        left.AddRange(Drain(schedule, TimeSpan.FromSeconds(1.1)));
        left.Take(36).Select(ticket => ticket.Number).ShouldBe(asked.Take(36).Select(ticket => ticket.Number));
        left.Count.ShouldBe(40);
    }

    [Fact]
    public void Another_account_and_another_API_have_budgets_of_their_own()
    {
        var schedule = new CallSchedule(new QuotaConfig { ApiPerSecond = 1 });
        foreach (var (account, api) in new[] { ("a", DingTalkCall.CardStream), ("b", DingTalkCall.CardStream), ("a", DingTalkCall.CardCreate) })
            for (var i = 0; i < 3; i++) schedule.Join(account, api, Urgency.Final);
        Drain(schedule, TimeSpan.Zero).Count.ShouldBe(3);
    }

    [Fact]
    public void Session_webhooks_are_bound_by_the_process_alone_and_a_burst_leaves_at_once()
    {
        var schedule = new CallSchedule(new QuotaConfig { ApiPerSecond = 1, ProcessPerSecond = 5 });
        for (var i = 0; i < 150; i++) schedule.Join("a", DingTalkCall.Webhook, Urgency.Final);
        Drain(schedule, TimeSpan.Zero).Count.ShouldBe(100);
        Drain(schedule, TimeSpan.FromSeconds(20)).ShouldBeEmpty();
        Drain(schedule, TimeSpan.FromSeconds(21)).Count.ShouldBe(50);
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(5, 20)]
    [InlineData(5, 5)]
    public void Changed_limits_hold_at_once_and_what_left_lately_still_counts(int before, int after)
    {
        var schedule = new CallSchedule(new QuotaConfig { ApiPerSecond = before, ProcessPerSecond = 1_000 });
        for (var i = 0; i < 100; i++) schedule.Join("a", DingTalkCall.CardStream, Urgency.Final);
        Drain(schedule, TimeSpan.Zero).Count.ShouldBe(before);
        schedule.Use(new QuotaConfig { ApiPerSecond = after, ProcessPerSecond = 1_000 });
        Drain(schedule, TimeSpan.FromMilliseconds(10)).Count.ShouldBe(Math.Max(0, after - before));
        Drain(schedule, TimeSpan.FromSeconds(3)).Count.ShouldBe(after);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public void The_limit_of_the_whole_process_changes_too(int before, int after)
    {
        const int once = CallSchedule.BanSeconds;
        var schedule = new CallSchedule(new QuotaConfig { ProcessPerSecond = before });
        for (var i = 0; i < 1_000; i++) schedule.Join("a", DingTalkCall.Webhook, Urgency.Final);
        for (var round = 0; round < 3; round++) Drain(schedule, TimeSpan.FromMinutes(round)).Count.ShouldBe(before * once);
        schedule.Use(new QuotaConfig { ProcessPerSecond = after });
        Drain(schedule, TimeSpan.FromMinutes(2) + s_second).Count.ShouldBe(Math.Max(0, after - before) * once);
        for (var round = 3; round < 5; round++) Drain(schedule, TimeSpan.FromMinutes(round)).Count.ShouldBe(after * once);
    }

    [Fact]
    public void A_pause_holds_its_API_and_a_ban_holds_all()
    {
        var schedule = new CallSchedule(new QuotaConfig());
        schedule.Pause("a", DingTalkCall.CardStream, s_second);
        schedule.Join("a", DingTalkCall.CardStream, Urgency.Final);
        schedule.Join("a", DingTalkCall.CardCreate, Urgency.Usual);
        Drain(schedule, TimeSpan.Zero).ShouldHaveSingleItem().Api.ShouldBe(DingTalkCall.CardCreate);
        Drain(schedule, s_second).Count.ShouldBe(1);

        schedule.PauseAll(TimeSpan.FromMinutes(5));
        schedule.Join("b", DingTalkCall.Webhook, Urgency.Final);
        schedule.Next(TimeSpan.FromMinutes(4), out var wakeAt).ShouldBeNull();
        wakeAt.ShouldBe(TimeSpan.FromMinutes(5));
        Drain(schedule, TimeSpan.FromMinutes(5)).Count.ShouldBe(1);
    }

    [Fact]
    public void The_queue_has_a_bound()
    {
        var schedule = new CallSchedule(new QuotaConfig());
        for (var i = 0; i < CallSchedule.MostWaiting; i++) schedule.Join("a", DingTalkCall.CardStream, Urgency.Cosmetic).ShouldNotBeNull();
        schedule.Join("a", DingTalkCall.CardStream, Urgency.Cosmetic).ShouldBeNull();
        schedule.Join("a", DingTalkCall.CardStream, Urgency.Final).ShouldNotBeNull("what is cosmetic does not fill it for the rest");
    }

    private static List<(CallTicket Ticket, TimeSpan At)> Run(
        QuotaConfig limits, Random chance, TimeSpan length, Func<(string, DingTalkCall, Urgency)> next, int perSecond, Dictionary<CallTicket, TimeSpan>? arrived = null)
    {
        var schedule = new CallSchedule(limits);
        var left = new List<(CallTicket, TimeSpan)>();
        for (var now = TimeSpan.Zero; now < length; now += TimeSpan.FromMilliseconds(chance.Next(1, 2_000.0 / perSecond is var step && step > 1 ? (int)step : 2)))
        {
            var (account, api, urgency) = next();
            if (schedule.Join(account, api, urgency) is { } ticket && arrived is not null) arrived[ticket] = now;
            left.AddRange(Drain(schedule, now).Select(gone => (gone, now)));
        }

        return left;
    }

    private static List<CallTicket> Drain(CallSchedule schedule, TimeSpan now)
    {
        var left = new List<CallTicket>();
        while (schedule.Next(now, out _) is { } ticket)
        {
            left.Add(ticket);
            // At once, unless a test is about the way.
            schedule.Answered(ticket, now);
        }

        return left;
    }

    /// <summary>The most that left within any second.</summary>
    private static int Most(IEnumerable<TimeSpan> times, TimeSpan? stretch = null)
    {
        var sorted = times.Order().ToList();
        var (most, from) = (0, 0);
        for (var i = 0; i < sorted.Count; i++)
        {
            while (sorted[i] - sorted[from] > (stretch ?? s_second)) from++;
            most = Math.Max(most, i - from + 1);
        }

        return most;
    }
}
