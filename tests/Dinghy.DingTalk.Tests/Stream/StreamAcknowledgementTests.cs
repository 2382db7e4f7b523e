using System.Collections.Concurrent;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Stream;

public sealed class StreamAcknowledgementTests
{
    private static StreamClientOptions WithRobot(StreamClientOptions options, StreamHandler handler) =>
        options with { Callbacks = new Dictionary<string, StreamHandler> { [StreamTopics.RobotMessage] = handler } };

    [Fact]
    public async Task The_open_call_names_the_application_and_what_it_subscribes_to()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        string? accept = null;
        fake.OnOpen = (_, context) =>
        {
            accept = context.Request.Headers.Accept;
            return Task.FromResult(false);
        };
        await using var client = new RunningClient(fake, o => WithRobot(o, (_, _) => new(StreamReply.Ok)) with { Events = (_, _) => new(StreamReply.EventSuccess) });

        var socket = await fake.NextSocketAsync();

        accept.ShouldBe("application/json");
        socket.Ticket.ShouldBe("t+/1==");
        var body = fake.Opens[0];
        body.GetProperty("clientId").GetString().ShouldBe("dingtest");
        body.GetProperty("clientSecret").GetString().ShouldBe("s3cret");
        body.GetProperty("ua").GetString().ShouldBe("dinghy/0.1.0");
        body.GetProperty("subscriptions").EnumerateArray().Select(s => s.GetProperty("type").GetString() + " " + s.GetProperty("topic").GetString())
            .ShouldBe(["CALLBACK /v1.0/im/bot/messages/get", "EVENT *"]);
    }

    [Fact]
    public async Task Events_are_not_subscribed_without_a_handler()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o, (_, _) => new(StreamReply.Ok)));
        await fake.NextSocketAsync();
        fake.Opens[0].GetProperty("subscriptions").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_callback_is_acknowledged_after_its_handler_returned_and_not_before()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var called = new TaskCompletionSource<StreamFrame>();
        var safe = new TaskCompletionSource();
        await using var client = new RunningClient(fake, o => WithRobot(o, async (frame, _) =>
        {
            called.SetResult(frame);
            await safe.Task;
            return StreamReply.Ok;
        }));
        var socket = await fake.NextSocketAsync();

        await socket.PushAsync(Frames.Callback("m1", """{"msgId":"x"}"""));
        var frame = await called.Task.Within();
        await socket.PushAsync(Frames.System("ping", "p1", """{"opaque":"o-1"}"""));
        var pong = await socket.NextAckAsync();
        pong.ShouldBe(new Ack(200, "p1", "application/json", "OK", """{"opaque":"o-1"}"""), "the loop goes on while a handler works");
        socket.HasAckWaiting.ShouldBeFalse();

        safe.SetResult();
        (await socket.NextAckAsync()).ShouldBe(new Ack(200, "m1", "application/json", "OK", """{"response":null}"""));
        frame.Data.ShouldBe("""{"msgId":"x"}""");
        frame.Headers["connectionId"].ShouldBe("2f9c95bd-fe85-11f0-bee8-0eb3b764c0bb");
        frame.ToString().ShouldNotContain("msgId");
    }

    [Fact]
    public async Task Acknowledgements_go_out_as_they_complete_whatever_the_order()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var gates = new ConcurrentDictionary<string, TaskCompletionSource>();
        var order = new ConcurrentQueue<string>();
        TaskCompletionSource Gate(string id) => gates.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var client = new RunningClient(fake, o => WithRobot(o, async (frame, _) =>
        {
            order.Enqueue(frame.MessageId);
            await Gate(frame.MessageId).Task;
            return StreamReply.Ok;
        }));
        var socket = await fake.NextSocketAsync();
        foreach (var id in new[] { "a", "b", "c" }) await socket.PushAsync(Frames.Callback(id));

        foreach (var id in new[] { "c", "a", "b" })
        {
            Gate(id).SetResult();
            (await socket.NextAckAsync()).MessageId.ShouldBe(id);
        }

        order.ShouldBe(["a", "b", "c"]);
        client.Client.Status.FramesReceived.ShouldBe(3);
    }

    [Fact]
    public async Task Events_answer_with_their_status_and_a_failed_one_asks_for_another_push()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => o with
        {
            Events = (frame, _) => frame.MessageId switch
            {
                "ok" => new(StreamReply.EventSuccess),
                "later" => new(StreamReply.EventLater),
                _ => throw new InvalidOperationException("broken"),
            },
        });
        var socket = await fake.NextSocketAsync();

        await socket.PushAsync(Frames.Event("ok"));
        (await socket.NextAckAsync()).Data.ShouldBe("""{"status":"SUCCESS","message":"success"}""");
        await socket.PushAsync(Frames.Event("later"));
        var later = await socket.NextAckAsync();
        (later.Code, later.Data.Contains("LATER", StringComparison.Ordinal)).ShouldBe((200, true));
        await socket.PushAsync(Frames.Event("throws"));
        var failed = await socket.NextAckAsync();
        (failed.Code, failed.Data.Contains("LATER", StringComparison.Ordinal)).ShouldBe((500, true));
    }

    [Fact]
    public async Task Unknown_topics_broken_frames_and_failed_handlers_are_answered_by_code()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o, async (_, _) =>
        {
            await Task.Yield();
            throw new IOException("disk full");
        }));
        var socket = await fake.NextSocketAsync();

        async Task<int> CodeOf(string frame)
        {
            await socket.PushAsync(frame);
            return (await socket.NextAckAsync()).Code;
        }

        (await CodeOf(Frames.Callback("m1", topic: "/v1.0/unheard/of"))).ShouldBe(404);
        (await CodeOf("""{"type":"NEWS","headers":{"messageId":"m2","topic":"x"}}""")).ShouldBe(404);
        (await CodeOf(Frames.Event("m3"))).ShouldBe(404);
        (await CodeOf("""{"headers":{"messageId":"m4","topic":"x"}}""")).ShouldBe(400);
        (await CodeOf("""{"headers":{"messageId":"m5"},"type":"CALLBACK","data":"{""")).ShouldBe(400);
        (await CodeOf(Frames.Callback("m6"))).ShouldBe(500);
        client.Client.Status.FramesRefused.ShouldBe(6);
        client.Client.Status.FramesAcked.ShouldBe(0);
    }

    [Fact]
    public async Task What_can_not_be_answered_is_counted_and_hurts_nothing()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o, (_, _) => new(StreamReply.Ok)) with { MaxFrameBytes = 2000 });
        var socket = await fake.NextSocketAsync();

        await socket.PushAsync("hello");
        await socket.PushAsync("[]");
        await socket.PushAsync("""{"type":"CALLBACK","headers":{"topic":"/v1.0/im/bot/messages/get"}}""");
        await socket.PushAsync(new byte[10], System.Net.WebSockets.WebSocketMessageType.Binary);
        await socket.PushAsync(Frames.Callback("big", new string('x', 50_000)));
        await socket.PushAsync(Frames.System("REGISTERED", "r1"));
        await socket.PushAsync(Frames.System("KEEPALIVE", "k1"));
        await socket.PushInPiecesAsync(Frames.Callback("m1", "成功"), 7);

        (await socket.NextAckAsync()).MessageId.ShouldBe("m1");
        client.Client.Status.FramesRefused.ShouldBe(5);
        fake.Opens.Count.ShouldBe(1, "the connection was kept");
    }

    [Fact]
    public async Task A_frame_of_exactly_the_bound_is_taken_and_one_byte_more_is_not()
    {
        var frame = Frames.Callback("m1", "0123456789");
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o, (_, _) => new(StreamReply.Ok)) with { MaxFrameBytes = frame.Length });
        var socket = await fake.NextSocketAsync();

        await socket.PushAsync(frame + " ");
        await socket.PushAsync(frame);

        (await socket.NextAckAsync()).MessageId.ShouldBe("m1");
        client.Client.Status.FramesRefused.ShouldBe(1);
    }

    [Fact]
    public async Task A_megabyte_of_text_with_half_a_surrogate_pair_arrives_whole()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var got = new TaskCompletionSource<StreamFrame>();
        await using var client = new RunningClient(fake, o => WithRobot(o, (frame, _) =>
        {
            got.SetResult(frame);
            return new(StreamReply.Ok);
        }));
        var socket = await fake.NextSocketAsync();
        await socket.PushInPiecesAsync("""{"type":"CALLBACK","headers":{"messageId":"m","topic":"/v1.0/im/bot/messages/get"},"data":"\ud83d""" + new string('字', 400_000) + "\"}", 60_000);
        (await got.Task.Within()).Data.ShouldBe("\ufffd" + new string('字', 400_000));
    }

    [Fact]
    public async Task Broken_utf8_ends_the_socket_and_another_is_opened()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        await using var client = new RunningClient(fake, o => WithRobot(o, (_, _) => new(StreamReply.Ok)));
        var socket = await fake.NextSocketAsync();
        await socket.PushAsync([0x22, 0xC3, 0x28, 0x22]);
        var second = await fake.NextSocketAsync();
        await second.PushAsync(Frames.Callback("m1"));
        (await second.NextAckAsync()).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Reading_waits_while_too_many_frames_are_in_work()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var started = new SemaphoreSlim(0);
        var running = 0;
        var most = 0;
        var gate = new TaskCompletionSource();
        await using var client = new RunningClient(fake, o => WithRobot(o, async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            started.Release();
            await gate.Task;
            Interlocked.Decrement(ref running);
            return StreamReply.Ok;
        }) with { MaxFramesInWork = 2 });
        var socket = await fake.NextSocketAsync();
        for (var i = 0; i < 5; i++) await socket.PushAsync(Frames.Callback($"m{i}"));

        (await started.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        (await started.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        await Waiting.Until(() => client.Client.Status.FramesReceived == 3);
        socket.HasAckWaiting.ShouldBeFalse();
        gate.SetResult();

        for (var i = 0; i < 5; i++) (await socket.NextAckAsync()).Code.ShouldBe(200);
        most.ShouldBeLessThanOrEqualTo(2);
        fake.Opens.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stall_that_lasts_refuses_frames_and_keeps_the_socket_alive()
    {
        var time = new ManualTimeProvider();
        await using var fake = await FakeDingTalk.StartAsync();
        var gate = new TaskCompletionSource();
        await using var client = new RunningClient(fake, o => WithRobot(o, async (_, _) =>
        {
            await gate.Task;
            return StreamReply.Ok;
        }) with { MaxFramesInWork = 1 }, time);
        var socket = await fake.NextSocketAsync();
        await client.UntilAsync(s => s.Connected);
        await socket.PushAsync(Frames.Callback("m0"));
        await socket.PushAsync(Frames.Callback("m1"));
        await Waiting.Until(() => client.Client.Status.FramesReceived == 2 && time.ArmedTimers == 3);   // clock watch, silence, the wait for room

        time.Advance(TimeSpan.FromSeconds(2.5));
        (await socket.NextAckAsync()).ShouldSatisfyAllConditions(a => a.MessageId.ShouldBe("m1"), a => a.Code.ShouldBe(500));
        await socket.PushAsync(Frames.Callback("m2"));
        (await socket.NextAckAsync()).ShouldSatisfyAllConditions(a => a.MessageId.ShouldBe("m2"), a => a.Code.ShouldBe(500));
        await socket.PushAsync(Frames.System("ping", "p1"));
        (await socket.NextAckAsync()).MessageId.ShouldBe("p1");

        gate.SetResult();
        (await socket.NextAckAsync()).ShouldSatisfyAllConditions(a => a.MessageId.ShouldBe("m0"), a => a.Code.ShouldBe(200));
        var code = 500;
        for (var tries = 0; code == 500 && tries < 1000; tries++)            // the place is free a moment after the acknowledgement
        {
            await socket.PushAsync(Frames.Callback("m3"));
            code = (await socket.NextAckAsync()).Code;
        }

        code.ShouldBe(200);
        fake.Opens.Count.ShouldBe(1);
    }
}
