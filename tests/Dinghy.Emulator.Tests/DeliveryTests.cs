using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator.Tests;

public sealed class DeliveryTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_private_message_has_dingtalks_fields_and_double_encoded_data()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var said = await server.World.SayAsync(new("manager75", "你好\n  缩进"));
        var frame = await bot.FrameAsync();
        frame.Raw.ShouldContain("\"specVersion\":\"1.0\"");
        frame.Type.ShouldBe("CALLBACK");
        frame.Topic.ShouldBe("/v1.0/im/bot/messages/get");
        foreach (var header in frame.Json.GetProperty("headers").EnumerateObject()) header.Value.ValueKind.ShouldBe(JsonValueKind.String);
        frame.Header("contentType").ShouldBe("application/json");
        frame.Header("connectionId").ShouldBe(server.World.LiveConnections.Single().Id);
        frame.Header("appId").ShouldNotBe(Calls.Key);
        long.Parse(frame.Header("time")).ShouldBeGreaterThan(0);
        var message = frame.Message;
        message.GetProperty("msgId").GetString().ShouldBe(said.MsgId);
        message.GetProperty("conversationId").GetString().ShouldBe(said.ConversationId);
        message.GetProperty("conversationType").GetString().ShouldBe("1");
        message.GetProperty("senderStaffId").GetString().ShouldBe("manager75");
        message.GetProperty("senderNick").GetString().ShouldBe("张三");
        message.GetProperty("isAdmin").GetBoolean().ShouldBeTrue();
        message.GetProperty("robotCode").GetString().ShouldBe(Calls.Key);
        message.GetProperty("msgtype").GetString().ShouldBe("text");
        message.GetProperty("text").GetProperty("content").GetString().ShouldBe("你好\n  缩进");
        message.TryGetProperty("isInAtList", out _).ShouldBeFalse();
        var life = message.GetProperty("sessionWebhookExpiredTime").GetInt64() - message.GetProperty("createAt").GetInt64();
        life.ShouldBeInRange(5_400_000, 5_400_300);
        message.GetProperty("sessionWebhook").GetString()!.ShouldMatch("/robot/sendBySession\\?session=[0-9a-f]{32}$");
    }

    [Fact]
    public async Task A_group_message_carries_the_mention_and_the_blank_it_leaves()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var group = server.World.Groups.Single();
        await server.World.SayAsync(new("user002", "你好") { ConversationId = group.ConversationId });
        var message = (await bot.FrameAsync()).Message;
        message.GetProperty("conversationType").GetString().ShouldBe("2");
        message.GetProperty("conversationTitle").GetString().ShouldBe(group.Title);
        message.GetProperty("isInAtList").GetBoolean().ShouldBeTrue();
        message.GetProperty("atUsers")[0].GetProperty("dingtalkId").GetString().ShouldBe(message.GetProperty("chatbotUserId").GetString());
        message.GetProperty("text").GetProperty("content").GetString().ShouldBe(" 你好");
    }

    [Fact]
    public async Task A_group_message_without_mention_is_delivered_only_by_force()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var speech = new Speech("user002", "你好") { ConversationId = server.World.Groups.Single().ConversationId, Mention = false };
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(speech));
        await server.World.SayAsync(speech with { Force = true });
        (await bot.FrameAsync()).Message.GetProperty("isInAtList").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task An_external_person_has_no_staff_id_and_another_organisation()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        server.World.AddPerson("guest1", "客人", external: true);
        var group = server.World.AddGroup("外部群", "manager75", "guest1");
        await server.World.SayAsync(new("guest1", "hi") { ConversationId = group.ConversationId });
        var message = (await bot.FrameAsync()).Message;
        message.TryGetProperty("senderStaffId", out _).ShouldBeFalse();
        message.GetProperty("senderCorpId").GetString().ShouldNotBe(message.GetProperty("chatbotCorpId").GetString());
    }

    [Fact]
    public async Task Strangers_and_unknown_places_are_refused()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(new("nobody", "x")));
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(new("manager75", "x") { ConversationId = "cidnone==" }));
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(new("manager75", "x") { ClientId = "nobody" }));
        server.World.AddPerson("third", "王五");
        await Should.ThrowAsync<ArgumentException>(() => server.World.SayAsync(new("third", "x") { ConversationId = server.World.Groups.Single().ConversationId }));
    }

    [Fact]
    public async Task An_acknowledgement_in_time_ends_the_push_and_its_latency_is_known()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, SystemPingEvery = TimeSpan.FromHours(1) });
        using var bot = await RawBot.ConnectAsync(server);
        var said = await server.World.SayAsync(new("manager75", "x"));
        var frame = await bot.FrameAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await bot.AckAsync(frame);
        var push = await server.World.WaitForAckAsync(said.MsgId, Guard.Token);
        push.State.ShouldBe(PushState.Acked);
        push.AckCode.ShouldBe(200);
        push.AckLatency.ShouldBe(TimeSpan.FromSeconds(2));
        push.FrameIds.ShouldBe([frame.Id]);
        _clock.Advance(TimeSpan.FromMinutes(5));
        server.World.PushOf(said.MsgId)!.Deliveries.ShouldBe(1);
    }

    [Fact]
    public async Task An_unacknowledged_message_comes_again_after_60_seconds_with_a_new_frame_id_and_the_same_data()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, SystemPingEvery = TimeSpan.FromHours(1) });
        using var bot = await RawBot.ConnectAsync(server);
        var said = await server.World.SayAsync(new("manager75", "x"));
        var first = await bot.FrameAsync();
        _clock.Advance(TimeSpan.FromSeconds(59));
        server.World.PushOf(said.MsgId)!.Deliveries.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = await bot.FrameAsync();
        second.Id.ShouldNotBe(first.Id);
        second.Data.ShouldBe(first.Data);
        await bot.AckAsync(second);
        (await server.World.WaitForAckAsync(said.MsgId, Guard.Token)).State.ShouldBe(PushState.Acked);
    }

    [Fact]
    public async Task A_late_acknowledgement_is_recorded_and_does_not_stop_the_redelivery()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, SystemPingEvery = TimeSpan.FromHours(1) });
        using var bot = await RawBot.ConnectAsync(server);
        var said = await server.World.SayAsync(new("manager75", "x"));
        var first = await bot.FrameAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));
        await bot.AckAsync(first);
        var late = await server.World.WaitForPushAsync(said.Push, p => p.Acks == 1, Guard.Token);
        late.State.ShouldBe(PushState.Pending);
        late.AckLatency.ShouldBe(TimeSpan.FromSeconds(4));
        _clock.Advance(TimeSpan.FromSeconds(56));
        (await bot.FrameAsync()).Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task A_message_nobody_acknowledges_expires_after_its_redeliveries()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, SystemPingEvery = TimeSpan.FromHours(1) });
        using var bot = await RawBot.ConnectAsync(server);
        var said = await server.World.SayAsync(new("manager75", "x"));
        _clock.Advance(TimeSpan.FromSeconds(64));
        var push = await server.World.WaitForAckAsync(said.MsgId, Guard.Token);
        push.State.ShouldBe(PushState.Expired);
        push.Deliveries.ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_message_is_failed_when_no_redelivery_is_left()
    {
        await using var server = await EmulatorServer.StartAsync(new() { RobotRedeliverAfter = null });
        using var bot = await RawBot.ConnectAsync(server);
        var said = await server.World.SayAsync(new("manager75", "x"));
        await bot.AckAsync(await bot.FrameAsync(), code: 500);
        var push = await server.World.WaitForAckAsync(said.MsgId, Guard.Token);
        push.State.ShouldBe(PushState.Failed);
        push.AckCode.ShouldBe(500);
    }

    [Fact]
    public async Task With_nobody_connected_the_message_waits_for_its_redelivery_then_expires()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, SystemPingEvery = TimeSpan.FromHours(1) });
        var said = await server.World.SayAsync(new("manager75", "x"));
        server.World.PushOf(said.MsgId)!.State.ShouldBe(PushState.Pending);
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        _clock.Advance(TimeSpan.FromSeconds(60));
        (await bot.FrameAsync()).Message.GetProperty("msgId").GetString().ShouldBe(said.MsgId);

        await using var lonely = await EmulatorServer.StartAsync(new() { RobotRedeliverAfter = null });
        var lost = await lonely.World.SayAsync(new("manager75", "x"));
        (await lonely.World.WaitForAckAsync(lost.MsgId, Guard.Token)).State.ShouldBe(PushState.Expired);
    }

    [Fact]
    public async Task Only_subscribed_connections_get_a_push()
    {
        await using var server = await EmulatorServer.StartAsync(new() { RobotRedeliverAfter = null });
        using var events = await RawBot.ConnectAsync(server, open: Calls.OpenBody(subscriptions: """[{"type":"EVENT","topic":"*"}]"""));
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        var said = await server.World.SayAsync(new("manager75", "x"));
        (await server.World.WaitForAckAsync(said.MsgId, Guard.Token)).State.ShouldBe(PushState.Expired);
    }

    [Fact]
    public async Task Pushes_spread_over_the_connections_in_the_order_of_the_seed()
    {
        async Task<string> RunAsync(int seed)
        {
            await using var server = await EmulatorServer.StartAsync(new() { Seed = seed });
            using var a = await RawBot.ConnectAsync(server);
            await server.World.WaitForConnectionsAsync(1, Guard.Token);
            using var b = await RawBot.ConnectAsync(server);
            var first = (await server.World.WaitForConnectionsAsync(2, Guard.Token))[0].Id;
            for (var i = 0; i < 32; i++) await server.World.SayAsync(new("manager75", "x"));
            return string.Concat(server.World.PushRecords().Select(p => p.ConnectionIds[0] == first ? 'a' : 'b'));
        }

        var once = await RunAsync(7);
        once.ShouldContain('a');
        once.ShouldContain('b');
        (await RunAsync(7)).ShouldBe(once);
        (await RunAsync(8)).ShouldNotBe(once);
    }

    [Fact]
    public async Task An_acknowledgement_on_another_socket_counts_for_nothing()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var a = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        var said = await server.World.SayAsync(new("manager75", "x"));
        var frame = await a.FrameAsync();
        using var b = await RawBot.ConnectAsync(server);
        await b.AckAsync(frame);
        await b.Socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, Guard.Token);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        server.World.IgnoredFrames.ShouldBe(1);
        server.World.PushOf(said.MsgId)!.State.ShouldBe(PushState.Pending);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"code":"200","headers":{"messageId":"x"}}""")]
    [InlineData("""{"code":200,"headers":[]}""")]
    [InlineData("""{"code":200,"headers":{"messageId":7}}""")]
    [InlineData("""{"code":200,"headers":{"messageId":"\ud800"}}""")]
    public async Task Frames_that_are_no_acknowledgement_are_counted_and_ignored(string text)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        await bot.SendAsync(text);
        var said = await server.World.SayAsync(new("manager75", "x"));
        await bot.AckAsync(await bot.FrameAsync());
        (await server.World.WaitForAckAsync(said.MsgId, Guard.Token)).State.ShouldBe(PushState.Acked);
        server.World.IgnoredFrames.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_asks_for_later_comes_again_after_10_and_30_seconds_with_the_same_event_id()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, SystemPingEvery = TimeSpan.FromHours(1) });
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        var push = server.World.Push(new RawPush
        {
            Type = "EVENT", Topic = "*", Data = """{"type":"start"}""", Headers = new Dictionary<string, string> { ["eventType"] = "bpms_instance_change" },
        });
        var first = await bot.FrameAsync();
        first.Header("eventType").ShouldBe("bpms_instance_change");
        first.Header("eventCorpId").ShouldBe("dingcorp0001");
        await bot.AckAsync(first, data: """{"status":"LATER","message":"busy"}""");
        await server.World.WaitForPushAsync(push.Seq, p => p.Acks == 1, Guard.Token);
        _clock.Advance(TimeSpan.FromSeconds(10));
        var second = await bot.FrameAsync();
        second.Id.ShouldNotBe(first.Id);
        second.Header("eventId").ShouldBe(first.Header("eventId"));
        _clock.Advance(TimeSpan.FromSeconds(30));
        await bot.AckAsync(await bot.FrameAsync(), data: """{"status":"SUCCESS","message":"ok"}""");
        (await server.World.WaitForPushAsync(push.Seq, p => p.State != PushState.Pending, Guard.Token)).State.ShouldBe(PushState.Acked);
    }

    [Fact]
    public async Task Raw_data_and_raw_bytes_go_out_as_they_are()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        var said = await server.World.SayAsync(new("manager75", "") { RawData = """{"msgId":7,"text":"\ud800"}""" });
        said.MsgId.ShouldBe("");
        (await bot.FrameAsync()).Data.ShouldBe("""{"msgId":7,"text":"\ud800"}""");
        server.World.SendRaw("{not json"u8.ToArray()).ShouldBeTrue();
        var buffer = new byte[64];
        var got = await bot.Socket.ReceiveAsync(buffer, Guard.Token);
        Encoding.UTF8.GetString(buffer, 0, got.Count).ShouldBe("{not json");
    }

    [Fact]
    public async Task A_message_of_a_million_characters_arrives_whole()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var text = new string('长', 1_000_000);
        await server.World.SayAsync(new("manager75", text));
        (await bot.FrameAsync()).Message.GetProperty("text").GetProperty("content").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task A_message_can_be_pushed_again_on_demand()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var said = await server.World.SayAsync(new("manager75", "x"));
        var first = await bot.FrameAsync();
        await bot.AckAsync(first);
        await server.World.WaitForAckAsync(said.MsgId, Guard.Token);
        server.World.Redeliver(said.MsgId)!.Deliveries.ShouldBe(2);
        var second = await bot.FrameAsync();
        second.Data.ShouldBe(first.Data);
        await bot.AckAsync(second);
        (await server.World.WaitForAckAsync(said.MsgId, Guard.Token)).State.ShouldBe(PushState.Acked);
        server.World.Redeliver("msgnone").ShouldBeNull();
    }

    [Fact]
    public async Task Several_apps_have_their_own_connections_and_chats()
    {
        var other = new EmulatedApp { ClientId = "dingother", ClientSecret = "s2", Name = "Other" };
        await using var server = await EmulatorServer.StartAsync(new() { Apps = [new(), other] });
        using var mine = await RawBot.ConnectAsync(server);
        using var theirs = await RawBot.ConnectAsync(server, open: Calls.OpenBody("dingother", "s2"));
        await server.World.WaitForConnectionsAsync(2, Guard.Token);
        var said = await server.World.SayAsync(new("manager75", "to the other") { ClientId = "dingother" });
        (await theirs.FrameAsync()).Message.GetProperty("robotCode").GetString().ShouldBe("dingother");
        said.ConversationId.ShouldNotBe(server.World.PrivateConversation("manager75"));
    }
}
