using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Stream;

public sealed class StreamReplacementTests
{
    private static StreamClientOptions WithRobot(StreamClientOptions options, StreamHandler? handler = null) =>
        options with { Callbacks = new Dictionary<string, StreamHandler> { [StreamTopics.RobotMessage] = handler ?? ((_, _) => new(StreamReply.Ok)) } };

    [Theory]
    [InlineData(Frames.Disconnect)]
    [InlineData(Frames.DisconnectWithoutId)]
    public async Task After_the_disconnect_frame_the_new_socket_is_live_while_the_old_is_still_read_and_answered(string disconnect)
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o));
        var old = await fake.NextSocketAsync();
        await old.PushAsync(disconnect);
        if (disconnect == Frames.Disconnect) (await old.NextAckAsync()).MessageId.ShouldBe("c0a815dd1698551133918195d43");

        var fresh = await fake.NextSocketAsync();
        (await client.UntilAsync(s => s.Sockets == 2)).Connected.ShouldBeTrue();

        await old.PushAsync(Frames.Callback("late"));
        (await old.NextAckAsync()).MessageId.ShouldBe("late");
        await fresh.PushAsync(Frames.Callback("new"));
        (await fresh.NextAckAsync()).MessageId.ShouldBe("new");
        old.HasAckWaiting.ShouldBeFalse();

        await old.CloseAsync();
        var after = await client.UntilAsync(s => s.Sockets == 1);
        after.Connected.ShouldBeTrue();
        after.Reconnects.ShouldBe(1);
        after.LastFault.ShouldBeNull();
    }

    [Fact]
    public async Task Work_begun_on_the_old_socket_is_acknowledged_there_after_the_new_one_is_live()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var safe = new TaskCompletionSource();
        await using var client = new RunningClient(fake, o => WithRobot(o, async (_, _) =>
        {
            await safe.Task;
            return StreamReply.Ok;
        }));
        var old = await fake.NextSocketAsync();
        await old.PushAsync(Frames.Callback("slow"));
        await old.PushAsync(Frames.DisconnectWithoutId);
        await fake.NextSocketAsync();
        await old.CloseAsync();
        safe.SetResult();
        (await old.NextAckAsync()).MessageId.ShouldBe("slow");
    }

    [Fact]
    public async Task The_old_socket_is_kept_while_the_new_one_can_not_be_had()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o));
        var old = await fake.NextSocketAsync();
        fake.OnOpen = async (call, context) =>
        {
            if (call > 3) return false;
            context.Response.StatusCode = 503;
            await context.Response.CompleteAsync();
            return true;
        };
        await old.PushAsync(Frames.DisconnectWithoutId);
        (await client.UntilAsync(s => s.LastError is not null)).Connected.ShouldBeTrue();
        await fake.NextSocketAsync();
        fake.Opens.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_half_open_socket_is_noticed_by_our_own_ping()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        fake.Deaf = true;
        await using var client = new RunningClient(fake, o => WithRobot(o) with { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromMilliseconds(100) });
        await fake.NextSocketAsync();
        fake.Deaf = false;
        var second = await fake.NextSocketAsync();
        await second.PushAsync(Frames.Callback("m1"));
        (await second.NextAckAsync()).Code.ShouldBe(200);
        client.Client.Status.LastFault.ShouldBe(DingTalkFault.Network);
    }

    [Fact]
    public async Task A_dropped_socket_is_replaced_at_once()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o) with { Backoff = _ => [TimeSpan.FromHours(1)] }, time);
        var first = await fake.NextSocketAsync();
        await client.UntilAsync(s => s.Connected);
        first.Drop();
        await fake.NextSocketAsync();
        (await client.UntilAsync(s => s is { Reconnects: 1, Connected: true })).LastFault.ShouldBe(DingTalkFault.Network);
    }

    [Fact]
    public async Task Sockets_that_die_young_again_and_again_are_reopened_ever_more_slowly()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o) with { Backoff = _ => [TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9)] }, time);
        var first = await fake.NextSocketAsync();
        await client.UntilAsync(s => s.Connected);
        first.Drop();
        var second = await fake.NextSocketAsync();
        await client.UntilAsync(s => s is { Reconnects: 1, Connected: true });
        second.Drop();
        await client.UntilAsync(s => s is { Reconnects: 1, Connected: false });
        await Waiting.Until(() => time.ArmedTimers == 2);                     // the clock watch, and the wait of 7 s
        time.Advance(TimeSpan.FromSeconds(6.9));
        fake.HasSocketWaiting.ShouldBeFalse();
        fake.Opens.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await fake.NextSocketAsync();
    }

    [Fact]
    public async Task Silence_opens_a_second_socket_beside_the_first_and_closes_the_first_later()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o), time);
        var old = await fake.NextSocketAsync();
        await client.UntilAsync(s => s.Sockets == 1);

        time.Advance(TimeSpan.FromSeconds(121));
        var fresh = await fake.NextSocketAsync();
        await client.UntilAsync(s => s.Sockets == 2);
        await old.PushAsync(Frames.Callback("still"));
        (await old.NextAckAsync()).MessageId.ShouldBe("still");

        await Waiting.Until(() => time.ArmedTimers == 3);                     // clock watch, silence of the new, draining of the old
        time.Advance(TimeSpan.FromSeconds(30));
        await old.ClientClosed.Within();
        old.CloseStatus.ShouldBe(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure);
        (await client.UntilAsync(s => s.Sockets == 1)).Connected.ShouldBeTrue();
        fresh.ClientClosed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_text_frame_of_any_kind_puts_the_second_socket_off()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o), time);
        var socket = await fake.NextSocketAsync();
        await client.UntilAsync(s => s.Sockets == 1);
        for (var i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromSeconds(100));
            await socket.PushAsync(Frames.System("ping", $"p{i}"));
            await socket.NextAckAsync();
        }

        fake.Opens.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_machine_that_slept_gets_a_second_socket_at_its_next_tick()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o), time);
        await fake.NextSocketAsync();
        await client.UntilAsync(s => s.Sockets == 1);
        await Waiting.Until(() => time.ArmedTimers == 2);                     // the clock watch, and the watch for silence
        time.JumpWallClock(TimeSpan.FromMinutes(20));
        fake.HasSocketWaiting.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(5));
        await fake.NextSocketAsync();
        (await client.UntilAsync(s => s.Sockets == 2)).Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task Never_more_than_three_sockets_whatever_DingTalk_says()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o));
        var sockets = new List<FakeSocket> { await fake.NextSocketAsync() };
        for (var i = 0; i < 5; i++)
        {
            await sockets[^1].PushAsync(Frames.DisconnectWithoutId);
            sockets.Add(await fake.NextSocketAsync());
            client.Client.Status.Sockets.ShouldBeLessThanOrEqualTo(3);
        }

        await sockets[0].ClientClosed.Within();
        sockets[^1].ClientClosed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Stopping_acknowledges_what_is_in_work_and_says_goodbye()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var called = new TaskCompletionSource();
        var safe = new TaskCompletionSource();
        var client = new RunningClient(fake, o => WithRobot(o, async (_, _) =>
        {
            called.SetResult();
            await safe.Task;
            return StreamReply.Ok;
        }));
        var socket = await fake.NextSocketAsync();
        await socket.PushAsync(Frames.Callback("m1"));
        await called.Task.Within();

        var stopping = client.StopAsync();
        stopping.IsCompleted.ShouldBeFalse();
        safe.SetResult();
        (await socket.NextAckAsync()).MessageId.ShouldBe("m1");
        await stopping;
        await socket.ClientClosed.Within();
        socket.CloseStatus.ShouldBe(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure);
        client.Client.Status.Connected.ShouldBeFalse();
    }

    [Fact]
    public async Task What_comes_while_the_socket_closes_is_handled_before_the_client_has_stopped()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var called = new TaskCompletionSource();
        var safe = new TaskCompletionSource();
        var handled = new List<string>();
        var client = new RunningClient(fake, o => WithRobot(o, async (frame, _) =>
        {
            if (frame.MessageId == "m1")
            {
                called.SetResult();
                await safe.Task;
            }

            lock (handled) handled.Add(frame.MessageId);
            return StreamReply.Ok;
        }));
        var socket = await fake.NextSocketAsync();
        await socket.PushAsync(Frames.Callback("m1"));
        await called.Task.Within();

        var stopping = client.StopAsync();
        await socket.PushAsync(Frames.Callback("m2"));
        safe.SetResult();
        await stopping;
        handled.ShouldBe(["m1", "m2"]);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_ever_for_a_handler()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        var cancelled = new TaskCompletionSource();
        var client = new RunningClient(fake, o => WithRobot(o, async (_, ct) =>
        {
            ct.Register(() => cancelled.TrySetResult());
            await new TaskCompletionSource().Task;
            return StreamReply.Ok;
        }), time);
        var socket = await fake.NextSocketAsync();
        await socket.PushAsync(Frames.Callback("m1"));
        await Waiting.Until(() => client.Client.Status.FramesReceived == 1);
        var stopping = client.StopAsync();
        await Waiting.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return stopping.IsCompleted;
        });
        await stopping;
        await cancelled.Task.Within();
    }
}
