using System.Net.WebSockets;

namespace Dinghy.Emulator.Tests;

public sealed class ConnectionLifeTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_system_ping_with_an_opaque_comes_every_30_seconds_and_an_echo_keeps_the_connection()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        for (var i = 0; i < 6; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            var ping = await bot.FrameAsync();
            (ping.Type, ping.Topic).ShouldBe(("SYSTEM", "ping"));
            ping.Message.GetProperty("opaque").GetString().ShouldNotBeNullOrEmpty();
            await bot.AckAsync(ping, data: ping.Data);
            // The acknowledgement of a push behind it shows that the echo was read.
            var said = await server.World.SayAsync(new("manager75", "x"));
            await bot.AckAsync(await bot.FrameAsync());
            await server.World.WaitForAckAsync(said.MsgId, Guard.Token);
        }

        server.World.LiveConnections.Count.ShouldBe(1);
        server.World.IgnoredFrames.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Three_unanswered_pings_drop_the_connection(bool answerWithAnotherOpaque)
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            var ping = await bot.FrameAsync();
            if (answerWithAnotherOpaque) await bot.AckAsync(ping, data: """{"opaque":"mine"}""");
        }

        server.World.LiveConnections.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await Should.ThrowAsync<WebSocketException>(() => bot.NextAsync());
        await server.World.WaitForConnectionsAsync(0, Guard.Token);
    }

    [Fact]
    public async Task After_the_disconnect_frame_the_server_is_silent_still_reads_acks_and_ends_the_connection_after_10_seconds()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, RobotRedeliverAfter = TimeSpan.FromSeconds(5) });
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        var before = await server.World.SayAsync(new("manager75", "before"));
        var frame = await bot.FrameAsync();
        server.World.Faults.Set(new Fault(FaultKind.Disconnect) { Message = "connection is expired" });
        var disconnect = await bot.FrameAsync();
        (disconnect.Type, disconnect.Topic).ShouldBe(("SYSTEM", "disconnect"));
        disconnect.Message.GetProperty("reason").GetString().ShouldBe("connection is expired");
        server.World.LiveConnections.Single().Leaving.ShouldBeTrue();

        await bot.AckAsync(frame);
        (await server.World.WaitForAckAsync(before.MsgId, Guard.Token)).State.ShouldBe(PushState.Acked);
        var after = await server.World.SayAsync(new("manager75", "after"));
        server.World.PushOf(after.MsgId)!.Deliveries.ShouldBe(0);

        using var next = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(2, Guard.Token);
        _clock.Advance(TimeSpan.FromSeconds(5));
        (await next.FrameAsync()).Message.GetProperty("msgId").GetString().ShouldBe(after.MsgId);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Should.ThrowAsync<WebSocketException>(() => bot.NextAsync());
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
    }

    [Fact]
    public async Task A_client_that_closes_gets_its_close_back()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        await bot.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Guard.Token);
        bot.Socket.State.ShouldBe(WebSocketState.Closed);
        await server.World.WaitForConnectionsAsync(0, Guard.Token);
    }

    [Fact]
    public async Task A_client_that_closes_during_the_grace_is_closed_properly()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(1, Guard.Token);
        server.World.Faults.Set(new Fault(FaultKind.Disconnect));
        await bot.FrameAsync();
        await bot.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Guard.Token);
        await server.World.WaitForConnectionsAsync(0, Guard.Token);
    }

    [Fact]
    public async Task An_up_frame_over_a_megabyte_ends_the_connection_with_1009()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        await bot.SendAsync(new string('x', 1_100_000));
        (await bot.NextAsync()).ShouldBeNull();
        bot.Socket.CloseStatus.ShouldBe(WebSocketCloseStatus.MessageTooBig);
    }

    [Fact]
    public async Task A_taken_port_is_an_error_and_a_freed_one_can_be_taken_again()
    {
        var server = await EmulatorServer.StartAsync(new());
        var port = server.Address.Port;
        await Should.ThrowAsync<IOException>(() => EmulatorServer.StartAsync(new() { Port = port }));
        using (var bot = await RawBot.ConnectAsync(server)) await server.DisposeAsync();
        await using var again = await EmulatorServer.StartAsync(new() { Port = port });
        again.Address.Port.ShouldBe(port);
    }

    [Fact]
    public async Task Stopping_with_live_sockets_hanging_calls_and_open_pages_is_quick()
    {
        var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        using var silent = await RawBot.ConnectAsync(server);
        await server.World.WaitForConnectionsAsync(2, Guard.Token);
        server.World.Faults.Set(new Fault(FaultKind.HalfOpen));
        server.World.Faults.Set(new Fault(FaultKind.OpenHang));
        var hanging = Should.ThrowAsync<Exception>(() => server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody()));
        var guard = Guard.Token;
        while (!server.World.Requests().Any(r => r.Code == "hang"))
        {
            guard.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await server.DisposeAsync().AsTask().WaitAsync(Guard.Token);
        await hanging.WaitAsync(Guard.Token);
        await Should.ThrowAsync<WebSocketException>(() => bot.NextAsync());
    }
}
