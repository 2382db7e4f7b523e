using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Limits;

public sealed class MessagePaceTests
{
    private static readonly DateTimeOffset s_now = Said.At;
    private static readonly PaceKey s_group = new("group", "group", 20);

    private readonly MessagePace _pace = new();

    [Fact]
    public void Twenty_go_at_once_and_the_next_when_the_first_is_a_minute_old()
    {
        for (var i = 0; i < 20; i++) _pace.Take(s_group, 0, s_now.AddSeconds(i)).ShouldBeNull();
        _pace.Take(s_group, 0, s_now.AddSeconds(30)).ShouldBe(s_now.AddSeconds(60));
        _pace.Take(s_group, 0, s_now.AddSeconds(60)).ShouldBeNull();
        _pace.Take(s_group, 0, s_now.AddSeconds(60)).ShouldBe(s_now.AddSeconds(61));
    }

    [Fact]
    public void A_changed_limit_holds_for_the_next_message_in_a_chat_that_spoke_before()
    {
        for (var i = 0; i < 5; i++) _pace.Take(s_group, 0, s_now).ShouldBeNull();
        _pace.Take(s_group with { PerMinute = 5 }, 0, s_now).ShouldNotBeNull();
        _pace.Take(s_group with { PerMinute = 6 }, 0, s_now).ShouldBeNull();
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void No_minute_exceeds_the_limit_and_a_chat_keeps_its_order_whatever_comes(int seed)
    {
        var chance = new Random(seed);
        var perMinute = chance.Next(2, 12);
        var gone = new List<(DateTimeOffset At, long Id)>();
        var due = new PriorityQueue<long, (DateTimeOffset, long)>();
        var now = s_now;
        PaceKey Key(long id) => new("robot", $"chat{id % 3}", perMinute);
        for (var id = 1L; id <= 200; id++)
        {
            now += TimeSpan.FromSeconds(chance.NextDouble() * 4);
            Wake(now);
            if (_pace.Take(Key(id), 0, now) is null) gone.Add((now, id));
            else due.Enqueue(id, (_pace.Reserve(Key(id), id, 1, now), id));
        }

        while (due.Count > 0) Wake(now += TimeSpan.FromSeconds(1));
        gone.Count.ShouldBe(200);
        for (var i = perMinute; i < gone.Count; i++) (gone[i].At - gone[i - perMinute].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        foreach (var chat in gone.GroupBy(message => message.Id % 3)) chat.Select(message => message.Id).ShouldBeInOrder();

        void Wake(DateTimeOffset at)
        {
            while (due.TryPeek(out var id, out var when) && when.Item1 <= at)
            {
                due.Dequeue();
                if (_pace.Take(Key(id), id, at) is { } later) due.Enqueue(id, (later, id));
                else gone.Add((at, id));
            }
        }
    }

    [Fact]
    public void One_that_waits_is_not_overtaken_by_one_that_comes()
    {
        var one = s_group with { PerMinute = 1 };
        _pace.Take(one, 0, s_now).ShouldBeNull();
        _pace.Reserve(one, 7, 1, s_now).ShouldBe(s_now.AddMinutes(1));
        _pace.Take(one, 0, s_now.AddMinutes(1)).ShouldBe(s_now.AddMinutes(2));
        _pace.Take(one, 7, s_now.AddMinutes(1)).ShouldBeNull();
    }

    [Fact]
    public void While_one_speaks_in_a_chat_the_next_that_wakes_is_parked_and_handed_back()
    {
        _pace.Reserve(s_group, 1, 1, s_now);
        _pace.Reserve(s_group, 2, 1, s_now);
        _pace.TryWake(1).ShouldBeTrue();
        _pace.TryWake(2).ShouldBeFalse();
        _pace.Take(s_group, 1, s_now).ShouldBeNull();
        _pace.Take(s_group, 0, s_now).ShouldNotBeNull("a fresh one does not slip in between");
        _pace.Sleep(1).ShouldBe([2]);
        _pace.TryWake(2).ShouldBeTrue();
    }

    [Fact]
    public void All_parts_of_an_answer_stand_together_in_the_queue()
    {
        var one = s_group with { PerMinute = 1 };
        _pace.Take(one, 0, s_now).ShouldBeNull();
        _pace.Reserve(one, 1, 2, s_now).ShouldBe(s_now.AddMinutes(1));
        _pace.Reserve(one, 2, 1, s_now).ShouldBe(s_now.AddMinutes(3));
        _pace.WaitingIn(one).ShouldBe([1, 2]);
        _pace.Take(one, 1, s_now.AddMinutes(1)).ShouldBeNull();
        _pace.Take(one, 1, s_now.AddMinutes(1)).ShouldBe(s_now.AddMinutes(2));
    }

    [Fact]
    public void Who_stands_behind_those_that_went_with_another_moves_up()
    {
        var one = s_group with { PerMinute = 1 };
        _pace.Take(one, 0, s_now).ShouldBeNull();
        for (var id = 1; id <= 4; id++) _pace.Reserve(one, id, 1, s_now);
        _pace.Take(one, 1, s_now.AddMinutes(1)).ShouldBeNull();
        _pace.Forget(one, [2, 3], s_now.AddMinutes(1)).ShouldBe([(4, s_now.AddMinutes(2))]);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Replies_that_end_before_all_their_places_are_used_hold_up_nobody(int seed)
    {
        var chance = new Random(seed);
        var perMinute = chance.Next(1, 6);
        PaceKey Key(long id) => new("robot", $"chat{id % 3}", perMinute);
        var parts = new Dictionary<long, int>();
        var due = new PriorityQueue<long, (DateTimeOffset, long)>();
        for (var id = 1L; id <= 60; id++)
        {
            parts[id] = chance.Next(1, 3);
            due.Enqueue(id, (_pace.Reserve(Key(id), id, parts[id] + chance.Next(0, 4), s_now), id));
        }

        var now = s_now;
        for (var tries = 0; due.TryDequeue(out var id, out var when); tries++)
        {
            tries.ShouldBeLessThan(2_000);
            now = when.Item1 > now ? when.Item1 : now;
            if (_pace.Take(Key(id), id, now) is { } later) due.Enqueue(id, (later, id));
            else if (--parts[id] > 0) due.Enqueue(id, (_pace.Reserve(Key(id), id, 1, now), id));
            else _pace.Drop(id);
        }

        _pace.Waiting.ShouldBe(0);
        _pace.Take(Key(1), 0, now.AddMinutes(1)).ShouldBeNull();
    }

    [Fact]
    public void Behind_one_that_does_not_come_though_its_time_has_passed_nobody_waits_twice()
    {
        _pace.Reserve(s_group, 1, 1, s_now);
        _pace.Reserve(s_group, 2, 1, s_now);
        var later = _pace.Take(s_group, 2, s_now.AddSeconds(5)).ShouldNotBeNull();
        later.ShouldBe(s_now.AddMilliseconds(5_100));
        _pace.Take(s_group, 2, later).ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_close_a_chat()
    {
        for (var i = 0; i < 20; i++) _pace.Take(s_group, 0, s_now);
        _pace.Take(s_group, 0, s_now.AddDays(-1)).ShouldBeNull();
    }
}
